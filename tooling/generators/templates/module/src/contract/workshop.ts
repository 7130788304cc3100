import type { Page } from '@plinth/kernel';
import type { Call, Module, Peer } from '@plinth/module';
import type { workshopContract } from './contract.ts';
import type { CreateWidget, GetWidget, ListWidgets, Widget } from './widget.ts';

/** Workshop as its callers hold it, in this process or another. */
export interface Workshop extends Peer {
  readonly services: {
    /** `workshop.widget_name_taken` where its owner has one of this name; `workshop.too_many_widgets` where there is no room. */
    createWidget(input: CreateWidget, call: Call): Promise<Widget>;
  };
  readonly selectors: {
    /** `workshop.widget_not_found` for anyone who has no grant of its owner. */
    getWidget(input: GetWidget, call: Call): Promise<Widget>;
    /** Newest first; another tenant's `ownerId` is an empty page. */
    listWidgets(input: ListWidgets, call: Call): Promise<Page<Widget>>;
  };
}

/** Workshop in the process that hosts it, with the work that no call asks for. */
export interface HostedWorkshop extends Workshop, Pick<Module<typeof workshopContract>, 'worker'> {}
