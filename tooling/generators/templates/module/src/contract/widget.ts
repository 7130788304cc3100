import { idSchema, pageInput, pageSchema } from '@plinth/kernel';
import { type InputOf, operation } from '@plinth/module';
import { z } from 'zod';
import { workshopErrors } from '../errors.ts';
import { nameField, ownerField } from './fields.ts';

const widget = z
  .strictObject({
    id: idSchema('widget'),
    ownerId: z.string(),
    name: z.string(),
    version: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Widget', description: 'A widget of an organization.' });

const { ownerNotFound, widgetNotFound, widgetNameTaken, tooManyWidgets } = workshopErrors;

export const widgetServices = {
  createWidget: operation({
    input: z.strictObject({ ownerId: ownerField, name: nameField }),
    output: widget,
    errors: [ownerNotFound, widgetNameTaken, tooManyWidgets],
  }),
};

export const widgetSelectors = {
  getWidget: operation({
    input: z.strictObject({ widgetId: idSchema('widget') }),
    output: widget,
    errors: [widgetNotFound],
  }),
  listWidgets: operation({
    input: z.strictObject({ ownerId: z.string().max(100).exactOptional(), ...pageInput }),
    output: pageSchema('WidgetPage', widget),
  }),
};

export type Widget = z.output<typeof widget>;
export type CreateWidget = InputOf<typeof widgetServices.createWidget>;
export type GetWidget = InputOf<typeof widgetSelectors.getWidget>;
export type ListWidgets = InputOf<typeof widgetSelectors.listWidgets>;
