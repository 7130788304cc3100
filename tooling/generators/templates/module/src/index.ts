export { workshopConfig, type WorkshopConfig } from './config.ts';
export { workshopContract } from './contract/contract.ts';
export type { CreateWidget, GetWidget, ListWidgets, Widget } from './contract/widget.ts';
export type { HostedWorkshop, Workshop } from './contract/workshop.ts';
export { workshopErrors } from './errors.ts';
export { createWorkshop, type WorkshopOptions } from './module.ts';
export { workshopPermissions, type WorkshopPermission } from './permissions.ts';
