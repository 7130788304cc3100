import { defineErrors } from '@plinth/kernel';

export const billingErrors = defineErrors('billing', {
  accountNotFound: { kind: 'not_found', message: 'No billing account {accountId}.' },
  meterKeyTaken: { kind: 'conflict', message: 'There is a meter {key} already.' },
  productKeyTaken: { kind: 'conflict', message: 'There is a product {key} already.' },
  productNotFound: { kind: 'not_found', message: 'No product {productId}.' },
  featureKeyTaken: { kind: 'conflict', message: 'There is a feature {key} already.' },
  featureNotFound: { kind: 'not_found', message: 'No feature {featureId}.' },
  couponCodeTaken: { kind: 'conflict', message: 'There is a coupon {code} already.' },
  couponNotFound: { kind: 'not_found', message: 'No coupon {couponId}.' },
  couponNotRedeemable: { kind: 'unprocessable', message: 'The coupon {code} is over, used up or not there.' },
  couponRedeemed: { kind: 'conflict', message: 'The coupon {code} was redeemed here before.' },
  planNotPublished: { kind: 'conflict', message: 'Plan {planId} is {status}.' },
  planNotFound: { kind: 'not_found', message: 'No plan {planId}.' },
  testClockNotFound: { kind: 'not_found', message: 'No test clock {testClockId}.' },
  testClockAdvancing: { kind: 'conflict', message: 'Test clock {testClockId} is on its way; wait until it is ready.' },
  testClockGoesForward: { kind: 'unprocessable', message: 'Test clock {testClockId} shows {now} and cannot go back.' },
  subscriptionNotFound: { kind: 'not_found', message: 'No subscription {subscriptionId}.' },
  usageEventConflict: { kind: 'conflict', message: 'The event {id} of {source} was counted before and said something else.' },
  invoiceNotFound: { kind: 'not_found', message: 'No invoice {invoiceId}.' },
  amountOutOfRange: { kind: 'unprocessable', message: '{field} is {amount} minor units; the largest amount that can be billed is {limit}.' },
  textNotPrintable: { kind: 'unprocessable', message: 'Invoice {number} holds characters that no font here can show: {characters}.' },
});
