import { zero, type Decimal } from '../decimal.ts';
import type { ExactRating, PackagePrice } from './price.ts';

/** How many packages a quantity begins: 0 begins none, 9 of size 10 one, 11 two. */
export function packagesFor(quantity: Decimal, packageSize: Decimal): Decimal {
  return quantity.div(packageSize).ceil();
}

/** Packages of units, a begun package charged whole, after the free units. Source: Stripe, "Transform quantities"; Lago, "Package". */
export function ratePackage({ packageSize, packageAmount, freeUnits = zero }: PackagePrice, quantity: Decimal): ExactRating {
  const charged = quantity.gt(freeUnits) ? quantity.minus(freeUnits) : zero;
  const packages = packagesFor(charged, packageSize);
  const amount = packages.times(packageAmount);
  return { exact: amount, breakdown: [{ kind: 'packages', quantity: packages, unitAmount: packageAmount, amount }] };
}
