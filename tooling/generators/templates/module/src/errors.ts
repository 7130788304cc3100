import { defineErrors } from '@plinth/kernel';

export const workshopErrors = defineErrors('workshop', {
  ownerNotFound: { kind: 'not_found', message: 'No owner {ownerId}.' },
  widgetNotFound: { kind: 'not_found', message: 'No widget {widgetId}.' },
  widgetNameTaken: { kind: 'conflict', message: 'There is a widget {name} already.' },
  tooManyWidgets: { kind: 'conflict', message: 'There are {limit} widgets already, and no more may be added.' },
});
