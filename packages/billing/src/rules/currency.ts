/**
 * Decimal places of the minor unit of each active currency: ISO 4217, list one. Funds codes, metals and testing codes
 * are not here. It is a table of our own because Intl follows CLDR, which shows some currencies with fewer places.
 */
const places: readonly (readonly [number, string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'],
  [
    2,
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP ' +
      'CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES ' +
      'KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK ' +
      'NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB ' +
      'TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG',
  ],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
];

const placesByCurrency = new Map(places.flatMap(([count, codes]) => codes.split(' ').map((code) => [code, count] as const)));

/** True for the alphabetic code of an active currency of ISO 4217. */
export function isCurrency(code: string): boolean {
  return placesByCurrency.has(code);
}

/** Decimal places between the major and the minor unit: EUR 2, JPY 0, BHD 3. A RangeError for an unknown code. */
export function minorUnitPlaces(currency: string): number {
  const count = placesByCurrency.get(currency);
  if (count === undefined) throw new RangeError(`Not an active currency of ISO 4217: ${currency}`);
  return count;
}
