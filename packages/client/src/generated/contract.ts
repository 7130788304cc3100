// Written by test/generate.ts from apps/api/openapi.json.

export interface paths {
    "/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List billing accounts
         * @description The accounts that the caller may read, newest first.
         */
        get: operations["listAccounts"];
        put?: never;
        /**
         * Create a billing account
         * @description For operators. Each new organization gets an account by itself; this makes another, or one that lives in the time of a test clock.
         */
        post: operations["createAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounts/{accountId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a billing account */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change how an account is billed
         * @description For operators. What it is called, how it is taxed, and for how many days its invoices stay drafts. Its next invoice follows; those that are issued stay.
         */
        patch: operations["updateAccount"];
        trace?: never;
    };
    "/v1/admin/users/{userId}/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a reset of a user's password
         * @description Operators only. The user gets a mail; nobody but the user chooses the password.
         */
        post: operations["startPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/admin/users/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a user of an earlier system
         * @description Operators only. Takes the hash of the password as it is: Argon2, bcrypt, scrypt or PBKDF2. It is replaced when the user first signs in.
         */
        post: operations["importUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/magic-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a link to sign in with
         * @description Answers the same for a known and for an unknown address. The owner gets a code and a link by mail.
         */
        post: operations["requestMagicLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/magic-link/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a mailed code or link
         * @description Takes the code with the address, or the token of the link. Opens an account that failed sign-ins have locked, too.
         */
        post: operations["signInByMagicLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a new password
         * @description Answers the same for a known and for an unknown address. The owner gets a code and a link by mail.
         */
        post: operations["forgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password
         * @description Takes the code with the address, or the token of the link. Every session of the user is over.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/resend-verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mail another code
         * @description Answers the same for a known and for an unknown address. The code before is dead.
         */
        post: operations["resendVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description A wrong password and an unknown address get the same answer in the same time.
         */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out
         * @description Ends the session; its token is dead at once.
         */
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sign-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign up
         * @description Answers the same for a known and for an unknown address; a code, or a notice to the owner, comes by mail.
         */
        post: operations["signUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/step-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove the password once more
         * @description For what wants a fresh proof. The session goes on under a new token; the token before is dead.
         */
        post: operations["stepUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an access token of the session
         * @description A JWT (RFC 9068) of five minutes for services that cannot ask this API; they verify it by `/.well-known/jwks.json`. Here it is worth what its session is worth at the moment, but makes and changes no credential and no session.
         */
        post: operations["issueAccessToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm an address with the mailed code or link
         * @description Takes the code with the address, or the token of the link. Makes the user and begins a session. What is wrong, spent or expired is a 401.
         */
        post: operations["verifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/coupon-redemptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what an account has redeemed */
        get: operations["listCouponRedemptions"];
        put?: never;
        /**
         * Redeem a coupon
         * @description Discounts the coming invoices of an account, or of one of its subscriptions. Several coupons follow one another in the order in which they were redeemed.
         */
        post: operations["redeemCoupon"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/coupons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List coupons
         * @description For operators, newest first.
         */
        get: operations["listCoupons"];
        put?: never;
        /**
         * Create a coupon
         * @description For operators. A percent or an amount, once, for some periods or for ever, of all or of some plans and charges.
         */
        post: operations["createCoupon"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/coupons/{couponId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a coupon
         * @description For operators.
         */
        get: operations["getCoupon"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/coupons/{couponId}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Archive a coupon
         * @description For operators. It cannot be redeemed any more; where it was, it goes on.
         */
        post: operations["archiveCoupon"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/entitlements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what an account is entitled to
         * @description By feature, from its live subscriptions; limits add up, and null is no limit. A feature that it has not is not there.
         */
        get: operations["listEntitlements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/features": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List features
         * @description All features, newest first.
         */
        get: operations["listFeatures"];
        put?: never;
        /**
         * Create a feature
         * @description For operators. What a feature means never changes.
         */
        post: operations["createFeature"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/features/{featureId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a feature */
        get: operations["getFeature"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation
         * @description As the user who proved the invited address. A token that is wrong, expired, revoked or spent is a 401.
         */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show what an invitation is to
         * @description Spends nothing, and answers the same whether or not the address has an account.
         */
        post: operations["previewInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List invoices
         * @description Newest first, by when they were made. Without `accountId` those of all live accounts that the caller may read.
         */
        get: operations["listInvoices"];
        put?: never;
        /**
         * Bill an account once
         * @description For operators. It is final at once, or after the grace of the account; with `draft`, when it is finalized by request.
         */
        post: operations["createInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{invoiceId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an invoice
         * @description What is used, and all that follows, is that of this moment while it is a draft.
         */
        get: operations["getInvoice"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{invoiceId}.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an invoice as a PDF file
         * @description Once it is final; the same bytes whenever it is asked for.
         */
        get: operations["getInvoicePdf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{invoiceId}/finalize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finalize a draft now
         * @description For operators. It gets its number, its date and its postings.
         */
        post: operations["finalizeInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{invoiceId}/mark-uncollectible": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write an invoice off
         * @description For operators. What is due is no receivable any more.
         */
        post: operations["markInvoiceUncollectible"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{invoiceId}/reissue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Void an invoice and issue it anew
         * @description For operators. The same lines and discounts under a new number, taxed, addressed and dated as the account is now.
         */
        post: operations["reissueInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{invoiceId}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Void an invoice
         * @description For operators. A draft, or one of which nothing is paid. Its postings are taken back; its number stays taken.
         */
        post: operations["voidInvoice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/leaked-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report a leaked key
         * @description It is revoked and who made it is told. The answer is the same for what is no key.
         */
        post: operations["reportLeakedKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/ledger/trial-balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the trial balance
         * @description What was debited and credited in each currency, and in each ledger account; for operators.
         */
        get: operations["getTrialBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the signed-in user */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List personal keys */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make a personal key
         * @description The key is shown once. It may do what its scopes and the rights of who made it both allow, at the moment of each request.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/api-keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a personal key */
        get: operations["getApiKey"];
        put?: never;
        post?: never;
        /** Revoke a personal key */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/api-keys/{keyId}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate a personal key
         * @description A new key under the same id. The key before works until the overlap is over; until then there is no other rotation.
         */
        post: operations["rotateApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for another address
         * @description Wants a session that was authenticated within 10 minutes. The new address gets a code and a link that prove it.
         */
        post: operations["changeEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/email/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm the new address
         * @description Takes the code or the token of the link. The old address is told that it has been replaced.
         */
        post: operations["verifyEmailChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the password
         * @description Wants the current password, and a session that was authenticated within 10 minutes. All other sessions are over.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the caller's sessions
         * @description Those that a token still opens, newest first.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /**
         * End all sessions
         * @description All of the caller's, the one that asks among them.
         */
        delete: operations["revokeSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session
         * @description Its token is dead at once, on every instance.
         */
        delete: operations["revokeSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/sessions/revoke-others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End all other sessions
         * @description All of the caller's but the one that asks.
         */
        post: operations["revokeOtherSessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/meters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List meters
         * @description All meters, newest first.
         */
        get: operations["listMeters"];
        put?: never;
        /**
         * Create a meter
         * @description For operators. What a meter measures never changes.
         */
        post: operations["createMeter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List organizations
         * @description The organizations that the caller is a member of, newest first.
         */
        get: operations["listOrganizations"];
        put?: never;
        /**
         * Create an organization
         * @description The caller becomes its owner. A billing account is made for it within moments.
         */
        post: operations["createOrganization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organizationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an organization */
        get: operations["getOrganization"];
        put?: never;
        post?: never;
        /**
         * Delete an organization
         * @description Owners alone. Memberships, roles and invitations end at once; billing is told, and keeps the invoices that it must.
         */
        delete: operations["deleteOrganization"];
        options?: never;
        head?: never;
        /** Rename an organization */
        patch: operations["updateOrganization"];
        trace?: never;
    };
    "/v1/organizations/{organizationId}/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Explain a right
         * @description Whether a user has a permission in the organization, and what decides.
         */
        get: operations["explainAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organizationId}/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List an organization's keys */
        get: operations["listOrganizationApiKeys"];
        put?: never;
        /**
         * Make a key of an organization
         * @description The key is shown once. It may do what its scopes and the rights of who made it both allow, at the moment of each request.
         */
        post: operations["createOrganizationApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organizationId}/api-keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an organization's key */
        get: operations["getOrganizationApiKey"];
        put?: never;
        post?: never;
        /** Revoke an organization's key */
        delete: operations["revokeOrganizationApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organizationId}/api-keys/{keyId}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate an organization's key
         * @description A new key under the same id. The key before works until the overlap is over; until then there is no other rotation. From then on it has the rights of who rotated it.
         */
        post: operations["rotateOrganizationApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organizationId}/audit-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what was done
         * @description Every change of the organization, its members, roles and invitations, newest first.
         */
        get: operations["listAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organizationId}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List open invitations
         * @description Newest first, those that have expired among them.
         */
        get: operations["listInvitations"];
        put?: never;
        /**
         * Invite an address
         * @description The mail carries a token that works once, within seven days, for a user who has proved the address.
         */
        post: operations["createInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organizationId}/invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an invitation */
        get: operations["getInvitation"];
        put?: never;
        post?: never;
        /**
         * Revoke an invitation
         * @description Its token is dead at once.
         */
        delete: operations["revokeInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organizationId}/invitations/{invitationId}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an invitation again
         * @description With a new token; the one before is dead when the mail leaves.
         */
        post: operations["resendInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organizationId}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List members
         * @description The members of an organization, newest first.
         */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organizationId}/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a member */
        get: operations["getMember"];
        put?: never;
        post?: never;
        /**
         * Remove a member, or leave
         * @description Oneself needs no permission. The last owner cannot leave.
         */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        /**
         * Change the role of a member
         * @description Bites on the member’s next request. Nobody gives a permission that they do not hold, and the last owner stays one.
         */
        patch: operations["updateMember"];
        trace?: never;
    };
    "/v1/organizations/{organizationId}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List roles
         * @description Built-in roles and the organization’s own, in the order of their keys.
         */
        get: operations["listRoles"];
        put?: never;
        /**
         * Define a role
         * @description Of permissions that the caller holds too.
         */
        post: operations["createRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organizationId}/roles/{role}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a role */
        get: operations["getRole"];
        put?: never;
        post?: never;
        /**
         * Delete a role
         * @description Only a role that no member and no invitation has.
         */
        delete: operations["deleteRole"];
        options?: never;
        head?: never;
        /**
         * Change a role
         * @description Bites on the next request of every member with the role.
         */
        patch: operations["updateRole"];
        trace?: never;
    };
    "/v1/organizations/{organizationId}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand an organization over
         * @description Another member becomes its owner, and the caller an admin.
         */
        post: operations["transferOrganization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List plans
         * @description Published plans, newest first; drafts too for operators.
         */
        get: operations["listPlans"];
        put?: never;
        /**
         * Create a plan
         * @description For operators. Makes a draft: version 1, or the next version where the key has plans already.
         */
        post: operations["createPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plans/{planId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a plan
         * @description A draft is there for operators alone.
         */
        get: operations["getPlan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plans/{planId}/overrides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a private plan for an account
         * @description For operators. Some charges have other prices, all else is as in the published version. Only this account can subscribe to it.
         */
        post: operations["overridePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plans/{planId}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish a plan
         * @description For operators. From now on it can be subscribed to, and never changes. Publishing it again changes nothing.
         */
        post: operations["publishPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plans/{planId}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retire a plan
         * @description For operators. It takes no new subscription; those that it has go on.
         */
        post: operations["retirePlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pricing/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview a price
         * @description What quantities would cost, step by step, by the rules that invoices are made by. Needs no plan, account or session.
         */
        post: operations["previewPricing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List products
         * @description Newest first; archived ones for operators alone.
         */
        get: operations["listProducts"];
        put?: never;
        /**
         * Create a product
         * @description For operators.
         */
        post: operations["createProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{productId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a product */
        get: operations["getProduct"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/products/{productId}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Archive a product
         * @description For operators. It takes no new plan; its plans stay as they are.
         */
        post: operations["archiveProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List subscriptions
         * @description Newest first. Without `accountId` those of live accounts.
         */
        get: operations["listSubscriptions"];
        put?: never;
        /**
         * Subscribe an account to a plan
         * @description The first period begins with the local day; what is charged in advance is invoiced before this answers.
         */
        post: operations["createSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscriptionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a subscription */
        get: operations["getSubscription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscriptionId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a subscription
         * @description Now, giving back what is unused, or with the end of the period, which can be taken back until then.
         */
        post: operations["cancelSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscriptionId}/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the plan or the quantity of a subscription
         * @description Upgrades come at once: the unused is given back and the rest of the cycle asked for, on one invoice. Downgrades wait for the end of the period. `when` chooses.
         */
        post: operations["changeSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscriptionId}/change/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview a change of a subscription
         * @description The invoice that the change would be billed with: now, or at the end of the period. Line by line what the change then says.
         */
        post: operations["previewSubscriptionChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscriptionId}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the changes of a subscription
         * @description Newest first: those that wait, those that have come about and those that were taken back.
         */
        get: operations["listSubscriptionChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscriptionId}/changes/{changeId}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a scheduled change back */
        post: operations["withdrawSubscriptionChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscriptionId}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a subscription
         * @description Service and billing stop; what is unused is given back.
         */
        post: operations["pauseSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscriptionId}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview the next invoice of a subscription
         * @description As things stand, where the body is empty; with a change, the invoice of the change.
         */
        post: operations["previewSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscriptionId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a paused subscription
         * @description The rest of the running period is billed.
         */
        post: operations["resumeSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscriptionId}/uncancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take back a cancellation that is still to come */
        post: operations["uncancelSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Preview a subscription
         * @description The invoice that it would begin with, if it were made now. Nothing is kept.
         */
        post: operations["previewNewSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tax-rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tax rates
         * @description Newest first, archived ones too.
         */
        get: operations["listTaxRates"];
        put?: never;
        /**
         * Create a tax rate
         * @description For operators. It is one tax, or put together from others, such as those of a state and of a county. Where the key has a rate already this is its next version: what is taxed with the key is taxed with it from now on.
         */
        post: operations["createTaxRate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tax-rates/{taxRateId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a tax rate */
        get: operations["getTaxRate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tax-rates/{taxRateId}/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Archive a tax rate
         * @description For operators. No account and no charge can take it any more; those that have it keep it.
         */
        post: operations["archiveTaxRate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/test-clocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a test clock
         * @description For operators. It stands still until it is advanced; accounts made on it live in its time for ever.
         */
        post: operations["createTestClock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/test-clocks/{testClockId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a test clock
         * @description For operators.
         */
        get: operations["getTestClock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/test-clocks/{testClockId}/advance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Advance a test clock
         * @description For operators. The clock is `advancing` until all that falls due on the way is invoiced and posted; read it until it is `ready`.
         */
        post: operations["advanceTestClock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read usage
         * @description What a meter counts of an account's events from `from`, before `to`: one row, or one for each window of the account's time zone.
         */
        get: operations["getUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report usage
         * @description CloudEvents 1.0 in JSON. An event is known by account, source and id, and counts once however often it comes. A batch is answered event by event, and one that is rejected takes no other with it; why a single event is rejected is the answer.
         */
        post: operations["recordUsageEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description The same answer for a known and for an unknown address; what follows comes by mail. */
        Accepted: {
            /** @constant */
            status: "accepted";
        };
        AccessDecision: {
            allowed: boolean;
            /** @description Whether every organization has the role; null without one. */
            builtIn: boolean | null;
            /**
             * @description What decides: the role that the user has, or that the user has none.
             * @enum {string}
             */
            decidedBy: "role" | "noMembership";
            explanation: string;
            permission: string;
            role: string | null;
            userId: string;
        };
        /** @description A JWT (RFC 9068) for whoever cannot ask this API who calls. */
        AccessToken: {
            /** @description The bearer of it is the user. */
            accessToken: string;
            /** Format: date-time */
            expiresAt: string;
        };
        /** @description Who pays: the billing side of an organization. */
        Account: {
            /** Format: date-time */
            createdAt: string;
            currency: string;
            /** @description Days for which its invoices stay drafts; null for the seller's. */
            graceDays: number | null;
            id: string;
            name: string;
            ownerId: string;
            /** @description Why there is no tax, as its invoices say it; null for the usual words. */
            taxNote: string | null;
            /** @description The key of the rate for charges without one of their own; null for the seller's, if it has one. */
            taxRate: string | null;
            /**
             * @description Whether tax is asked for; with `reverseCharge` the customer owes it to the tax office.
             * @enum {string}
             */
            taxTreatment: "taxable" | "exempt" | "reverseCharge";
            /** @description The clock whose time a test account lives in; null for a live account. */
            testClockId: string | null;
            timeZone: string;
            version: number;
        };
        AccountPage: {
            data: components["schemas"]["Account"][];
            nextCursor: string | null;
        };
        ActiveSession: {
            /** @description Where it was last used from. */
            address: string | null;
            /**
             * Format: date-time
             * @description When a credential was last proved in it.
             */
            authenticatedAt: string;
            /** Format: date-time */
            createdAt: string;
            /** @description True for the session that asks. */
            current: boolean;
            /** @description What the browser or program says of itself, in short; a hint and no proof. */
            device: string;
            /**
             * Format: date-time
             * @description When it ends however much it is used; unused it ends before.
             */
            expiresAt: string;
            id: string;
            /**
             * Format: date-time
             * @description To the minute.
             */
            lastSeenAt: string;
        };
        ActiveSessionPage: {
            data: components["schemas"]["ActiveSession"][];
            nextCursor: string | null;
        };
        /** @description In major units. */
        AmountOff: {
            amount: string;
            currency: string;
        };
        ApiKey: {
            /** @description Where it may be used from; anywhere, where there are none. */
            allowedIps: string[];
            /** Format: date-time */
            createdAt: string;
            expiresAt: string | null;
            id: string;
            /** @description To the minute. */
            lastUsedAt: string | null;
            name: string;
            /** @description The organization that owns it; null for a personal one. */
            organizationId: string | null;
            /** @description Until when the key before the last rotation works, too. */
            previousEndsAt: string | null;
            scopes: string[];
            /** @description Who made it or rotated it last: it can never do more than this person may at the moment. */
            userId: string;
            version: number;
        };
        ApiKeyPage: {
            data: components["schemas"]["ApiKey"][];
            nextCursor: string | null;
        };
        /** @description What a coupon takes off; below zero where what it took off is given back. */
        AppliedDiscount: {
            amount: components["schemas"]["Money"];
            code: string;
            redemptionId: string;
        };
        AppliedTaxRate: {
            /**
             * @description Whether tax is added to prices, or within them.
             * @enum {string}
             */
            behavior: "exclusive" | "inclusive";
            id: string;
            jurisdiction: string;
            key: string;
            name: string;
            /** @description The taxes that it is put together from, such as those of a state and of a county; empty for one tax. */
            parts: components["schemas"]["TaxPart"][];
            percentage: string;
        };
        AuditEvent: {
            actor: {
                id: string | null;
                type: string;
            };
            /** @description Null for work of the system, and once the person has been erased. */
            client: {
                ip: string | null;
                userAgent: string | null;
            } | null;
            id: string;
            /** Format: date-time */
            occurredAt: string;
            /** @description Such as `users.updateMember`. */
            operation: string;
            /** @description `success`, or the code of the refusal. */
            outcome: string;
            requestId: string | null;
            /** @description The id of what was acted on. */
            target: string | null;
        };
        AuditEventPage: {
            data: components["schemas"]["AuditEvent"][];
            nextCursor: string | null;
        };
        /** @description One step from a quantity to an amount: decimals, amounts in major units, not rounded. */
        BreakdownLine: {
            amount: string;
            flatAmount?: string;
            /** @description Units above this are in the tier. */
            from?: string;
            /** @description `flat`, `units`, `tier`, `packages`, `percentage`, `fixedPerEvent`, `minimumPerEvent`, `maximumPerEvent`, `markup` or `minimumSpend`. */
            kind: string;
            multiplier?: string;
            quantity?: string;
            ratePercent?: string;
            unitAmount?: string;
            /** @description Units up to and with this are in the tier. */
            upTo?: string | null;
        };
        /** @description One priced component of a plan. */
        Charge: {
            /** @description A period costs this, in major units. */
            amount: string;
            id: string;
            key: string;
            /** @constant */
            model: "flat";
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                /** @description A period costs this, in major units. */
                amount: string;
                currency: string;
            }[];
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            /** @enum {string} */
            timing: "inAdvance" | "inArrears";
        } | {
            id: string;
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description The key of the meter whose quantity is charged in arrears; without one the subscription's quantity is, in advance. */
            meter?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "standard";
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                currency: string;
                /** @description A period costs no more than this, in major units. */
                maximumSpend?: string;
                /** @description A period costs no less than this, in major units. */
                minimumSpend?: string;
                /** @description A unit costs this, in major units. */
                unitAmount: string;
            }[];
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            /** @enum {string} */
            timing: "inAdvance" | "inArrears";
            /** @description A unit costs this, in major units. */
            unitAmount: string;
        } | {
            id: string;
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description The key of the meter whose quantity is charged in arrears; without one the subscription's quantity is, in advance. */
            meter?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "graduated";
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                currency: string;
                /** @description A period costs no more than this, in major units. */
                maximumSpend?: string;
                /** @description A period costs no less than this, in major units. */
                minimumSpend?: string;
                tiers: components["schemas"]["Tier"][];
            }[];
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            tiers: components["schemas"]["Tier"][];
            /** @enum {string} */
            timing: "inAdvance" | "inArrears";
        } | {
            id: string;
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description The key of the meter whose quantity is charged in arrears; without one the subscription's quantity is, in advance. */
            meter?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "volume";
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                currency: string;
                /** @description A period costs no more than this, in major units. */
                maximumSpend?: string;
                /** @description A period costs no less than this, in major units. */
                minimumSpend?: string;
                tiers: components["schemas"]["Tier"][];
            }[];
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            tiers: components["schemas"]["Tier"][];
            /** @enum {string} */
            timing: "inAdvance" | "inArrears";
        } | {
            /** @description The first units, which cost nothing. */
            freeUnits?: string;
            id: string;
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description The key of the meter whose quantity is charged in arrears; without one the subscription's quantity is, in advance. */
            meter?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "package";
            /** @description A package costs this, in major units. */
            packageAmount: string;
            /** @description Units in a package, above zero; a begun package is charged whole. */
            packageSize: string;
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                currency: string;
                /** @description The first units, which cost nothing. */
                freeUnits?: string;
                /** @description A period costs no more than this, in major units. */
                maximumSpend?: string;
                /** @description A period costs no less than this, in major units. */
                minimumSpend?: string;
                /** @description A package costs this, in major units. */
                packageAmount: string;
                /** @description Units in a package, above zero; a begun package is charged whole. */
                packageSize: string;
            }[];
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            /** @enum {string} */
            timing: "inAdvance" | "inArrears";
        } | {
            /** @description What each event costs besides, in major units. */
            fixedPerEvent?: string;
            /** @description The first events, which cost nothing. */
            freeEvents?: number;
            /** @description The first amount over all events, which costs nothing, in major units. */
            freeTotal?: string;
            id: string;
            key: string;
            /** @description An event costs no more than this, in major units. */
            maximumPerEvent?: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description The meter's key. */
            meter: string;
            /** @description An event costs no less than this, in major units. */
            minimumPerEvent?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "percentage";
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                currency: string;
                /** @description What each event costs besides, in major units. */
                fixedPerEvent?: string;
                /** @description The first events, which cost nothing. */
                freeEvents?: number;
                /** @description The first amount over all events, which costs nothing, in major units. */
                freeTotal?: string;
                /** @description An event costs no more than this, in major units. */
                maximumPerEvent?: string;
                /** @description A period costs no more than this, in major units. */
                maximumSpend?: string;
                /** @description An event costs no less than this, in major units. */
                minimumPerEvent?: string;
                /** @description A period costs no less than this, in major units. */
                minimumSpend?: string;
                /** @description A percent: "7.25" is 7.25 %. */
                ratePercent: string;
            }[];
            /** @description A percent: "7.25" is 7.25 %. */
            ratePercent: string;
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            /** @constant */
            timing: "inArrears";
        } | {
            id: string;
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description The meter's key. */
            meter: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "graduatedPercentage";
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                currency: string;
                /** @description A period costs no more than this, in major units. */
                maximumSpend?: string;
                /** @description A period costs no less than this, in major units. */
                minimumSpend?: string;
                tiers: components["schemas"]["PercentageTier"][];
            }[];
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            tiers: components["schemas"]["PercentageTier"][];
            /** @constant */
            timing: "inArrears";
        } | {
            id: string;
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description The meter's key. */
            meter: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "dynamic";
            /** @description The cost that the usage arrives with is passed on times this. */
            multiplier: string;
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                currency: string;
                /** @description A period costs no more than this, in major units. */
                maximumSpend?: string;
                /** @description A period costs no less than this, in major units. */
                minimumSpend?: string;
                /** @description The cost that the usage arrives with is passed on times this. */
                multiplier: string;
            }[];
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            /** @constant */
            timing: "inArrears";
        };
        /** @description Another price of a charge, by its own model and in the account's currency. */
        ChargeOverride: {
            /** @description A period costs this, in major units. */
            amount: string;
            key: string;
            /** @constant */
            model: "flat";
        } | {
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "standard";
            /** @description A unit costs this, in major units. */
            unitAmount: string;
        } | {
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "graduated";
            tiers: components["schemas"]["Tier"][];
        } | {
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "volume";
            tiers: components["schemas"]["Tier"][];
        } | {
            /** @description The first units, which cost nothing. */
            freeUnits?: string;
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "package";
            /** @description A package costs this, in major units. */
            packageAmount: string;
            /** @description Units in a package, above zero; a begun package is charged whole. */
            packageSize: string;
        } | {
            /** @description What each event costs besides, in major units. */
            fixedPerEvent?: string;
            /** @description The first events, which cost nothing. */
            freeEvents?: number;
            /** @description The first amount over all events, which costs nothing, in major units. */
            freeTotal?: string;
            key: string;
            /** @description An event costs no more than this, in major units. */
            maximumPerEvent?: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description An event costs no less than this, in major units. */
            minimumPerEvent?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "percentage";
            /** @description A percent: "7.25" is 7.25 %. */
            ratePercent: string;
        } | {
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "graduatedPercentage";
            tiers: components["schemas"]["PercentageTier"][];
        } | {
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "dynamic";
            /** @description The cost that the usage arrives with is passed on times this. */
            multiplier: string;
        };
        /** @description A discount that accounts and subscriptions can redeem. */
        Coupon: {
            amountsOff: components["schemas"]["AmountOff"][];
            archivedAt: string | null;
            charges: string[];
            code: string;
            /** Format: date-time */
            createdAt: string;
            /** @enum {string} */
            duration: "once" | "repeating" | "forever";
            id: string;
            maximumRedemptions: number | null;
            name: string;
            percentOff: string | null;
            periods: number | null;
            plans: string[];
            redeemBy: string | null;
            redemptions: number;
            /** @enum {string} */
            status: "active" | "archived";
            version: number;
        };
        CouponPage: {
            data: components["schemas"]["Coupon"][];
            nextCursor: string | null;
        };
        /** @description Discounts the coming invoices of an account, or of one of its subscriptions. Several follow one another. */
        CouponRedemption: {
            accountId: string;
            code: string;
            couponId: string;
            /**
             * Format: date-time
             * @description In the account's time.
             */
            createdAt: string;
            id: string;
            /** @description Periods that it is still good for; null for ever. */
            periodsLeft: number | null;
            subscriptionId: string | null;
            version: number;
        };
        CouponRedemptionPage: {
            data: components["schemas"]["CouponRedemption"][];
            nextCursor: string | null;
        };
        /** @description How many sessions it ended. */
        EndedSessions: {
            ended: number;
        };
        /** @description A feature that an account has. The limits of its subscriptions add up. */
        Entitlement: {
            feature: string;
            /**
             * @description Whether it is there at all, or how much of it.
             * @enum {string}
             */
            kind: "boolean" | "limit";
            /** @description How much; null is no limit. */
            limit?: string | null;
            name: string;
        };
        Entitlements: {
            data: components["schemas"]["Entitlement"][];
        };
        /** @description How the amount came about: the model, the exact amount, each step on the way. */
        Explanation: {
            [key: string]: (string | number | boolean | null) | {
                [key: string]: string | number | boolean | null;
            } | ((string | number | boolean | null) | {
                [key: string]: string | number | boolean | null;
            })[];
        };
        /** @description What plans entitle to. */
        Feature: {
            /** Format: date-time */
            createdAt: string;
            id: string;
            key: string;
            /**
             * @description Whether it is there at all, or how much of it.
             * @enum {string}
             */
            kind: "boolean" | "limit";
            name: string;
            version: number;
        };
        FeaturePage: {
            data: components["schemas"]["Feature"][];
            nextCursor: string | null;
        };
        FieldProblem: {
            code: string;
            /**
             * @description Where the field is; left out for the body.
             * @enum {string}
             */
            in?: "path" | "query" | "header";
            message: string;
            /** @description JSON Pointer (RFC 6901) to the field. */
            pointer: string;
        };
        /** @description Open until it is accepted, revoked or expired. */
        Invitation: {
            /** Format: date-time */
            createdAt: string;
            email: string;
            /** Format: date-time */
            expiresAt: string;
            id: string;
            organizationId: string;
            /** @description Built in: `owner`, `admin`, `member`, `billing`; or one of the organization’s own. */
            role: string;
            /** @description When the newest mail left; null while none has. */
            sentAt: string | null;
            version: number;
        };
        InvitationPage: {
            data: components["schemas"]["Invitation"][];
            nextCursor: string | null;
        };
        /** @description The same whether or not the address has an account. */
        InvitationPreview: {
            email: string;
            /** Format: date-time */
            expiresAt: string;
            organizationName: string;
            /** @description Built in: `owner`, `admin`, `member`, `billing`; or one of the organization’s own. */
            role: string;
        };
        /** @description What is asked for. Once it is final, only its status changes, and what is due. */
        Invoice: {
            accountId: string;
            amountDue: components["schemas"]["Money"];
            billTo: {
                name: string;
            };
            /**
             * Format: date-time
             * @description In the account's time, as all that follow.
             */
            createdAt: string;
            /** @description What the account's credit pays of the total. */
            creditApplied: components["schemas"]["Money"];
            /** @description By how much credits exceed charges: kept for the next invoices of the account. */
            creditCarried: components["schemas"]["Money"];
            currency: string;
            /** @description What coupons take off the subtotal. */
            discount: components["schemas"]["Money"];
            /** @description What each of them takes off all lines, in the order in which they take effect. */
            discounts: components["schemas"]["AppliedDiscount"][];
            dueDate: string | null;
            /** @description Why it did not. */
            finalizationFailure: string | null;
            finalizedAt: string | null;
            /** @description When a draft becomes final by itself, or is tried again. */
            finalizesAt: string | null;
            id: string;
            issueDate: string | null;
            lines: components["schemas"]["InvoiceLine"][];
            /** @description After coupons, without tax. */
            net: components["schemas"]["Money"];
            /** @description Null until it is final. */
            number: string | null;
            replacedBy: string | null;
            /** @description The void invoice in whose place it is. */
            replaces: string | null;
            seller: {
                name: string;
            };
            /**
             * @description A `draft` follows what it bills until it is final; then it is `open` until it is `paid`, written off or `void`.
             * @enum {string}
             */
            status: "draft" | "open" | "uncollectible" | "paid" | "void";
            /** @description What the lines sum to, as they are priced. */
            subtotal: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            taxes: components["schemas"]["InvoiceTax"][];
            /** @description Why there is no tax. */
            taxNote: string | null;
            /** @description Where its dates are read from the calendar. */
            timeZone: string;
            total: components["schemas"]["Money"];
            uncollectibleAt: string | null;
            version: number;
            voidedAt: string | null;
        };
        InvoiceLine: {
            /** @description As priced, before coupons. */
            amount: components["schemas"]["Money"];
            /** @description The charge's key in its plan; null for what is billed once. */
            charge: string | null;
            description: string;
            /** @description What coupons take off the amount. */
            discount: components["schemas"]["Money"];
            discounts: components["schemas"]["AppliedDiscount"][];
            explanation: components["schemas"]["Explanation"];
            id: string;
            /** @description What is taxed: the amount after coupons, without its tax. */
            net: components["schemas"]["Money"];
            /** @description From `start`, before `end`; null for what is billed once. */
            period: {
                /** Format: date-time */
                end: string;
                /** Format: date-time */
                start: string;
            } | null;
            /** @description A decimal; null where nothing is counted. */
            quantity: string | null;
            subscriptionId: string | null;
            tax: components["schemas"]["Money"];
            taxRate: components["schemas"]["AppliedTaxRate"] | null;
            /**
             * @description Whether tax is asked for; with `reverseCharge` the customer owes it to the tax office.
             * @enum {string}
             */
            taxTreatment: "taxable" | "exempt" | "reverseCharge";
        };
        InvoicePage: {
            data: components["schemas"]["Invoice"][];
            nextCursor: string | null;
        };
        /** @description What all lines of one tax, or without tax for one reason, sum to; a rate of several parts is its taxes here. */
        InvoiceTax: {
            amount: components["schemas"]["Money"];
            base: components["schemas"]["Money"];
            rate: components["schemas"]["AppliedTaxRate"] | null;
            /**
             * @description Whether tax is asked for; with `reverseCharge` the customer owes it to the tax office.
             * @enum {string}
             */
            treatment: "taxable" | "exempt" | "reverseCharge";
        };
        JoinedOrganization: {
            organizationId: string;
            /** @description Built in: `owner`, `admin`, `member`, `billing`; or one of the organization’s own. */
            role: string;
        };
        /** @description The signed-in user. */
        Me: {
            /** Format: date-time */
            createdAt: string;
            email: string;
            id: string;
            name: string;
            version: number;
        };
        Member: {
            /**
             * Format: date-time
             * @description When they joined.
             */
            createdAt: string;
            email: string;
            name: string;
            /** @description Built in: `owner`, `admin`, `member`, `billing`; or one of the organization’s own. */
            role: string;
            userId: string;
            version: number;
        };
        MemberPage: {
            data: components["schemas"]["Member"][];
            nextCursor: string | null;
        };
        /** @description Turns usage events into a quantity. */
        Meter: {
            /**
             * @description `weightedSum` reads changes of a level, such as seats, and weighs the level by how long it lasted; it goes on from period to period. `latest` is the value of the last instant.
             * @enum {string}
             */
            aggregation: "count" | "sum" | "max" | "uniqueCount" | "latest" | "weightedSum";
            /** Format: date-time */
            createdAt: string;
            eventType: string;
            filters: components["schemas"]["MeterFilter"][];
            groupBy: string[];
            id: string;
            key: string;
            name: string;
            valueProperty: string | null;
            version: number;
        };
        /** @description An event counts whose data has one of the values; numbers and booleans are compared as text. */
        MeterFilter: {
            property: string;
            values: string[];
        };
        MeterPage: {
            data: components["schemas"]["Meter"][];
            nextCursor: string | null;
        };
        /** @description A count of minor units (cents of EUR, yen) in a currency of ISO 4217. */
        Money: {
            amount: number;
            currency: string;
        };
        /** @description A key that was just made or rotated. */
        NewApiKey: {
            /** @description Where it may be used from; anywhere, where there are none. */
            allowedIps: string[];
            /** Format: date-time */
            createdAt: string;
            expiresAt: string | null;
            id: string;
            /** @description Shown once: null where the answer is a replay. */
            key: string | null;
            /** @description To the minute. */
            lastUsedAt: string | null;
            name: string;
            /** @description The organization that owns it; null for a personal one. */
            organizationId: string | null;
            /** @description Until when the key before the last rotation works, too. */
            previousEndsAt: string | null;
            scopes: string[];
            /** @description Who made it or rotated it last: it can never do more than this person may at the moment. */
            userId: string;
            version: number;
        };
        /** @description One priced component of a plan. What a meter counts is charged in arrears, the subscription's quantity in advance. */
        NewCharge: {
            /** @description A period costs this, in major units. */
            amount: string;
            key: string;
            /** @constant */
            model: "flat";
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                /** @description A period costs this, in major units. */
                amount: string;
                currency: string;
            }[];
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            /** @enum {string} */
            timing: "inAdvance" | "inArrears";
        } | {
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description The key of the meter whose quantity is charged in arrears; without one the subscription's quantity is, in advance. */
            meter?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "standard";
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                currency: string;
                /** @description A period costs no more than this, in major units. */
                maximumSpend?: string;
                /** @description A period costs no less than this, in major units. */
                minimumSpend?: string;
                /** @description A unit costs this, in major units. */
                unitAmount: string;
            }[];
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            /** @enum {string} */
            timing: "inAdvance" | "inArrears";
            /** @description A unit costs this, in major units. */
            unitAmount: string;
        } | {
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description The key of the meter whose quantity is charged in arrears; without one the subscription's quantity is, in advance. */
            meter?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "graduated";
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                currency: string;
                /** @description A period costs no more than this, in major units. */
                maximumSpend?: string;
                /** @description A period costs no less than this, in major units. */
                minimumSpend?: string;
                tiers: components["schemas"]["Tier"][];
            }[];
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            tiers: components["schemas"]["Tier"][];
            /** @enum {string} */
            timing: "inAdvance" | "inArrears";
        } | {
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description The key of the meter whose quantity is charged in arrears; without one the subscription's quantity is, in advance. */
            meter?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "volume";
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                currency: string;
                /** @description A period costs no more than this, in major units. */
                maximumSpend?: string;
                /** @description A period costs no less than this, in major units. */
                minimumSpend?: string;
                tiers: components["schemas"]["Tier"][];
            }[];
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            tiers: components["schemas"]["Tier"][];
            /** @enum {string} */
            timing: "inAdvance" | "inArrears";
        } | {
            /** @description The first units, which cost nothing. */
            freeUnits?: string;
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description The key of the meter whose quantity is charged in arrears; without one the subscription's quantity is, in advance. */
            meter?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "package";
            /** @description A package costs this, in major units. */
            packageAmount: string;
            /** @description Units in a package, above zero; a begun package is charged whole. */
            packageSize: string;
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                currency: string;
                /** @description The first units, which cost nothing. */
                freeUnits?: string;
                /** @description A period costs no more than this, in major units. */
                maximumSpend?: string;
                /** @description A period costs no less than this, in major units. */
                minimumSpend?: string;
                /** @description A package costs this, in major units. */
                packageAmount: string;
                /** @description Units in a package, above zero; a begun package is charged whole. */
                packageSize: string;
            }[];
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            /** @enum {string} */
            timing: "inAdvance" | "inArrears";
        } | {
            /** @description What each event costs besides, in major units. */
            fixedPerEvent?: string;
            /** @description The first events, which cost nothing. */
            freeEvents?: number;
            /** @description The first amount over all events, which costs nothing, in major units. */
            freeTotal?: string;
            key: string;
            /** @description An event costs no more than this, in major units. */
            maximumPerEvent?: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description The meter's key. */
            meter: string;
            /** @description An event costs no less than this, in major units. */
            minimumPerEvent?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "percentage";
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                currency: string;
                /** @description What each event costs besides, in major units. */
                fixedPerEvent?: string;
                /** @description The first events, which cost nothing. */
                freeEvents?: number;
                /** @description The first amount over all events, which costs nothing, in major units. */
                freeTotal?: string;
                /** @description An event costs no more than this, in major units. */
                maximumPerEvent?: string;
                /** @description A period costs no more than this, in major units. */
                maximumSpend?: string;
                /** @description An event costs no less than this, in major units. */
                minimumPerEvent?: string;
                /** @description A period costs no less than this, in major units. */
                minimumSpend?: string;
                /** @description A percent: "7.25" is 7.25 %. */
                ratePercent: string;
            }[];
            /** @description A percent: "7.25" is 7.25 %. */
            ratePercent: string;
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            /** @constant */
            timing: "inArrears";
        } | {
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description The meter's key. */
            meter: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "graduatedPercentage";
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                currency: string;
                /** @description A period costs no more than this, in major units. */
                maximumSpend?: string;
                /** @description A period costs no less than this, in major units. */
                minimumSpend?: string;
                tiers: components["schemas"]["PercentageTier"][];
            }[];
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            tiers: components["schemas"]["PercentageTier"][];
            /** @constant */
            timing: "inArrears";
        } | {
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            /** @description The meter's key. */
            meter: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "dynamic";
            /** @description The cost that the usage arrives with is passed on times this. */
            multiplier: string;
            /** @description The price in other currencies. All charges of a plan have a price in the same ones. */
            prices?: {
                currency: string;
                /** @description A period costs no more than this, in major units. */
                maximumSpend?: string;
                /** @description A period costs no less than this, in major units. */
                minimumSpend?: string;
                /** @description The cost that the usage arrives with is passed on times this. */
                multiplier: string;
            }[];
            /** @description The key of a tax rate that comes before the account's. */
            taxRate?: string;
            /** @constant */
            timing: "inArrears";
        };
        Organization: {
            /** Format: date-time */
            createdAt: string;
            id: string;
            name: string;
            /** @description The caller's own role; null for a key. */
            role: string | null;
            version: number;
        };
        OrganizationPage: {
            data: components["schemas"]["Organization"][];
            nextCursor: string | null;
        };
        /** @description A tier over an amount, in major units. */
        PercentageTier: {
            /** @description What reaching the tier costs once, in major units. */
            flatAmount: string;
            /** @description A percent: "7.25" is 7.25 %. */
            ratePercent: string;
            /** @description The last unit of the tier; null for the last tier, which has no end. */
            upTo: string | null;
        };
        /** @description A user, as far as a session needs to show one. */
        Person: {
            email: string;
            id: string;
            name: string;
        };
        /** @description A versioned way to pay. Once published it never changes; once retired it takes no new subscription. */
        Plan: {
            /** @description The only account that can subscribe to a private plan. */
            accountId: string | null;
            charges: components["schemas"]["Charge"][];
            /** Format: date-time */
            createdAt: string;
            currency: string;
            /** @description For a private plan the version that it has other prices than. */
            derivedFrom: string | null;
            features: components["schemas"]["PlanFeature"][];
            id: string;
            /** @enum {string} */
            interval: "day" | "week" | "month" | "year";
            intervalCount: number;
            key: string;
            name: string;
            productId: string | null;
            /**
             * @description By what a part of a period is measured.
             * @enum {string}
             */
            proration: "second" | "day";
            publishedAt: string | null;
            retiredAt: string | null;
            /** @description Counts the changes of this very plan, publication and retirement; its ETag. */
            revision: number;
            /** @enum {string} */
            status: "draft" | "published" | "retired";
            trialDays: number;
            /** @description Counts the plans with this key, from 1. */
            version: number;
        };
        /** @description What a plan entitles to; `limit` for a feature that has one. */
        PlanFeature: {
            /** @description The feature's key. */
            feature: string;
            /** @description How much; null is no limit. */
            limit?: string | null;
        };
        PlanPage: {
            data: components["schemas"]["Plan"][];
            nextCursor: string | null;
        };
        /** @description A charge as in a plan, and a quantity. Timing and meter are not looked at. */
        PreviewedCharge: {
            /** @description A period costs this, in major units. */
            amount: string;
            key: string;
            meter?: string;
            /** @constant */
            model: "flat";
            /** @description What was used, in units. */
            quantity?: string;
            /** @enum {string} */
            timing?: "inAdvance" | "inArrears";
        } | {
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            meter?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "standard";
            /** @description What was used, in units. */
            quantity: string;
            /** @enum {string} */
            timing?: "inAdvance" | "inArrears";
            /** @description A unit costs this, in major units. */
            unitAmount: string;
        } | {
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            meter?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "graduated";
            /** @description What was used, in units. */
            quantity: string;
            tiers: components["schemas"]["Tier"][];
            /** @enum {string} */
            timing?: "inAdvance" | "inArrears";
        } | {
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            meter?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "volume";
            /** @description What was used, in units. */
            quantity: string;
            tiers: components["schemas"]["Tier"][];
            /** @enum {string} */
            timing?: "inAdvance" | "inArrears";
        } | {
            /** @description The first units, which cost nothing. */
            freeUnits?: string;
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            meter?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "package";
            /** @description A package costs this, in major units. */
            packageAmount: string;
            /** @description Units in a package, above zero; a begun package is charged whole. */
            packageSize: string;
            /** @description What was used, in units. */
            quantity: string;
            /** @enum {string} */
            timing?: "inAdvance" | "inArrears";
        } | {
            /** @description The amount of each event, in their order. */
            events?: string[];
            /** @description What each event costs besides, in major units. */
            fixedPerEvent?: string;
            /** @description The first events, which cost nothing. */
            freeEvents?: number;
            /** @description The first amount over all events, which costs nothing, in major units. */
            freeTotal?: string;
            key: string;
            /** @description An event costs no more than this, in major units. */
            maximumPerEvent?: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            meter?: string;
            /** @description An event costs no less than this, in major units. */
            minimumPerEvent?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "percentage";
            /** @description The amount of one event, where `events` is left out. */
            quantity?: string;
            /** @description A percent: "7.25" is 7.25 %. */
            ratePercent: string;
            /** @enum {string} */
            timing?: "inAdvance" | "inArrears";
        } | {
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            meter?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "graduatedPercentage";
            /** @description What was used, in units. */
            quantity: string;
            tiers: components["schemas"]["PercentageTier"][];
            /** @enum {string} */
            timing?: "inAdvance" | "inArrears";
        } | {
            key: string;
            /** @description A period costs no more than this, in major units. */
            maximumSpend?: string;
            meter?: string;
            /** @description A period costs no less than this, in major units. */
            minimumSpend?: string;
            /** @constant */
            model: "dynamic";
            /** @description The cost that the usage arrives with is passed on times this. */
            multiplier: string;
            /** @description What was used, in units. */
            quantity: string;
            /** @enum {string} */
            timing?: "inAdvance" | "inArrears";
        };
        /** @description What would be billed; without lines where nothing would be. */
        PreviewedInvoice: {
            amountDue: components["schemas"]["Money"];
            /** @description What the account's credit pays of the total. */
            creditApplied: components["schemas"]["Money"];
            /** @description By how much credits exceed charges: kept for the next invoices of the account. */
            creditCarried: components["schemas"]["Money"];
            currency: string;
            /** @description What coupons take off the subtotal. */
            discount: components["schemas"]["Money"];
            /** @description What each of them takes off all lines, in the order in which they take effect. */
            discounts: components["schemas"]["AppliedDiscount"][];
            /** Format: date */
            issueDate: string;
            lines: components["schemas"]["PreviewedLine"][];
            /** @description After coupons, without tax. */
            net: components["schemas"]["Money"];
            /** @description What the lines sum to, as they are priced. */
            subtotal: components["schemas"]["Money"];
            tax: components["schemas"]["Money"];
            taxes: components["schemas"]["InvoiceTax"][];
            /** @description Why there is no tax. */
            taxNote: string | null;
            total: components["schemas"]["Money"];
        };
        PreviewedLine: {
            /** @description As priced, before coupons. */
            amount: components["schemas"]["Money"];
            /** @description The charge's key in its plan; null for what is billed once. */
            charge: string | null;
            description: string;
            /** @description What coupons take off the amount. */
            discount: components["schemas"]["Money"];
            discounts: components["schemas"]["AppliedDiscount"][];
            explanation: components["schemas"]["Explanation"];
            /** @description What is taxed: the amount after coupons, without its tax. */
            net: components["schemas"]["Money"];
            /** @description From `start`, before `end`; null for what is billed once. */
            period: {
                /** Format: date-time */
                end: string;
                /** Format: date-time */
                start: string;
            } | null;
            /** @description A decimal; null where nothing is counted. */
            quantity: string | null;
            tax: components["schemas"]["Money"];
            taxRate: components["schemas"]["AppliedTaxRate"] | null;
            /**
             * @description Whether tax is asked for; with `reverseCharge` the customer owes it to the tax office.
             * @enum {string}
             */
            taxTreatment: "taxable" | "exempt" | "reverseCharge";
        };
        PricedLine: {
            amount: components["schemas"]["Money"];
            breakdown: components["schemas"]["BreakdownLine"][];
            /** @description The amount in major units, before it is rounded and before the maximum spend. */
            exact: string;
            /** @description The charge's; what is missing to its minimum spend is another line with the same key. */
            key: string;
            /** @description What the maximum spend took off. */
            maximumDiscount?: components["schemas"]["Money"];
        };
        PricingPreview: {
            lines: components["schemas"]["PricedLine"][];
            total: components["schemas"]["Money"];
        };
        /** @description Problem details (RFC 9457). */
        Problem: {
            /** @description For programs; never changes. */
            code: string;
            detail: string;
            /** @description Everything that is wrong with the request. */
            errors?: components["schemas"]["FieldProblem"][];
            instance: string;
            requestId: string;
            status: number;
            title: string;
            /** @description A page that explains the code. */
            type: string;
        };
        /** @description What is sold; its plans are the ways to pay for it. */
        Product: {
            archivedAt: string | null;
            /** Format: date-time */
            createdAt: string;
            description: string;
            id: string;
            key: string;
            name: string;
            /** @enum {string} */
            status: "active" | "archived";
            version: number;
        };
        ProductPage: {
            data: components["schemas"]["Product"][];
            nextCursor: string | null;
        };
        /** @description What members of an organization may do. */
        Role: {
            /** @description True for a role that every organization has and nobody changes. */
            builtIn: boolean;
            /** @description Built in: `owner`, `admin`, `member`, `billing`; or one of the organization’s own. */
            key: string;
            name: string;
            permissions: string[];
            version: number;
        };
        RolePage: {
            data: components["schemas"]["Role"][];
            nextCursor: string | null;
        };
        /** @description A session that has just begun. */
        Session: {
            /** Format: date-time */
            expiresAt: string;
            /** @description Shown once; the bearer of it is the user. `cookie` where the caller asked for it as one. */
            token: string;
            user: components["schemas"]["Person"];
        };
        /** @description An account pays for a plan, period by period. */
        Subscription: {
            accountId: string;
            /** @description The day of the month that periods begin on; null where they begin on the day of the first one. */
            anchorDay: number | null;
            /** @description When it will be canceled, or was. */
            cancelAt: string | null;
            /**
             * Format: date-time
             * @description In the account's time.
             */
            createdAt: string;
            /** @description From `start`, before `end`: the plan's own period, or the trial. Periods end with a local day of the account. */
            currentPeriod: {
                /** Format: date-time */
                end: string;
                /** Format: date-time */
                start: string;
            };
            endedAt: string | null;
            /** @description When it expires; nothing is billed beyond. */
            endsAt: string | null;
            id: string;
            planId: string;
            /** @description A decimal: what charges without a meter are charged for, such as seats. */
            quantity: string;
            /** @description When a pause ends by itself. */
            resumesAt: string | null;
            /** Format: date-time */
            startsAt: string;
            /** @enum {string} */
            status: "scheduled" | "trialing" | "active" | "past_due" | "paused" | "canceled" | "expired";
            trialEnd: string | null;
            version: number;
        };
        /** @description A change of a subscription: it waits for the end of a period, has come about, or was taken back. */
        SubscriptionChange: {
            /**
             * Format: date-time
             * @description In the account's time.
             */
            createdAt: string;
            /** Format: date-time */
            effectiveAt: string;
            id: string;
            /** @description Null where the plan stays. */
            planId: string | null;
            /** @description Null where the quantity stays. */
            quantity: string | null;
            /** @enum {string} */
            state: "waiting" | "applied" | "withdrawn";
            subscriptionId: string;
        };
        SubscriptionChangePage: {
            data: components["schemas"]["SubscriptionChange"][];
            nextCursor: string | null;
        };
        SubscriptionPage: {
            data: components["schemas"]["Subscription"][];
            nextCursor: string | null;
        };
        SubscriptionPreview: {
            invoice: components["schemas"]["PreviewedInvoice"];
        };
        TaxPart: {
            id: string;
            jurisdiction: string;
            key: string;
            name: string;
            percentage: string;
        };
        /** @description A tax that the seller asks for. It never changes: another percentage is the next version of its key. */
        TaxRate: {
            archivedAt: string | null;
            /**
             * @description Whether tax is added to prices, or within them.
             * @enum {string}
             */
            behavior: "exclusive" | "inclusive";
            /** Format: date-time */
            createdAt: string;
            id: string;
            jurisdiction: string;
            key: string;
            name: string;
            /** @description The taxes that it is put together from, such as those of a state and of a county; empty for one tax. */
            parts: components["schemas"]["TaxPart"][];
            percentage: string;
            /** @description Counts the changes of this very rate; its ETag. */
            revision: number;
            /** @enum {string} */
            status: "active" | "archived";
            /** @description Counts the rates with this key, from 1. */
            version: number;
        };
        TaxRatePage: {
            data: components["schemas"]["TaxRate"][];
            nextCursor: string | null;
        };
        /** @description The time that its accounts live in. */
        TestClock: {
            /** Format: date-time */
            createdAt: string;
            id: string;
            /** Format: date-time */
            now: string;
            /** @enum {string} */
            status: "ready" | "advancing";
            /** @description Where an advance under way goes to. */
            target: string | null;
            version: number;
        };
        Tier: {
            /** @description What reaching the tier costs once, in major units. */
            flatAmount: string;
            /** @description What each unit in the tier costs, in major units. */
            unitAmount: string;
            /** @description The last unit of the tier; null for the last tier, which has no end. */
            upTo: string | null;
        };
        /** @description What was posted, a row a currency: debits equal credits. */
        TrialBalance: {
            data: components["schemas"]["TrialBalanceRow"][];
        };
        TrialBalanceRow: {
            accounts: {
                account: string;
                credits: components["schemas"]["Money"];
                debits: components["schemas"]["Money"];
            }[];
            credits: components["schemas"]["Money"];
            currency: string;
            debits: components["schemas"]["Money"];
        };
        /** @description A row for each window and group, from `from`, before `to`; `value` is a decimal. A group without events has no row. */
        Usage: {
            data: {
                /** Format: date-time */
                from: string;
                /** @description The properties that were asked for, null where an event has none. */
                group?: {
                    [key: string]: string | null;
                };
                /** Format: date-time */
                to: string;
                value: string;
            }[];
        };
        /** @description CloudEvents 1.0. Extension attributes are taken and not kept; type, time and data are what an event says. */
        UsageEvent: {
            /** @description What meters sum from: decimals as text, or JSON numbers of up to 15 digits. */
            data?: {
                [key: string]: unknown;
            } | null;
            datacontenttype?: string;
            dataschema?: string;
            /** @description With `source` the identity of the event within its account. */
            id: string;
            source: string;
            /** @constant */
            specversion: "1.0";
            /** @description The account that used something. */
            subject: string;
            /**
             * Format: date-time
             * @description When it was used, to the millisecond; now in the account's time, where it is left out. At most 31 days ahead of it.
             */
            time?: string;
            /** @description What meters count by. */
            type: string;
        } & {
            [key: string]: string | boolean | number;
        };
        /** @description What became of an event. A duplicate was accepted before. */
        UsageReceipt: {
            /** @description Why it was rejected, for programs. */
            code?: string;
            /** @description Each field that is wrong, as a JSON Pointer into the event, and the rule. */
            errors?: {
                code: string;
                message: string;
                pointer: string;
            }[];
            /** @description The event's id; left out where it has none. */
            id?: string;
            message?: string;
            /** @enum {string} */
            status: "accepted" | "duplicate" | "rejected";
        };
        /** @description One for each event, in their order. */
        UsageReceipts: {
            data: components["schemas"]["UsageReceipt"][];
        };
    };
    responses: never;
    parameters: {
        /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
        IdempotencyKey: string;
        /**
         * @description The `ETag` that the change is meant for; 412 where the resource has another by now.
         * @example "3"
         */
        IfMatch: string;
        /**
         * @description The `ETag` that the caller has already; 304 where it is still the same.
         * @example "3"
         */
        IfNoneMatch: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export interface operations {
    listAccounts: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
                /** @description Only the accounts of this organization. */
                ownerId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "ownerId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "name": "Analytical Engines",
                     *           "currency": "EUR",
                     *           "timeZone": "UTC",
                     *           "testClockId": null,
                     *           "taxTreatment": "taxable",
                     *           "taxRate": "at_standard",
                     *           "taxNote": null,
                     *           "graceDays": null,
                     *           "version": 1,
                     *           "createdAt": "2027-01-01T12:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["AccountPage"];
                };
            };
        };
    };
    createAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Analytical Engines",
                 *       "currency": "EUR",
                 *       "timeZone": "UTC",
                 *       "ownerId": "org_01h2xcejqtf2nbrexx3vqjhp41"
                 *     }
                 */
                "application/json": {
                    currency: string;
                    graceDays?: number | null;
                    name: string & (unknown & unknown);
                    /** @description The organization that pays. */
                    ownerId: string;
                    taxNote?: string | null;
                    /** @description The key of an active tax rate; null for the seller's, if it has one. */
                    taxRate?: string | null;
                    /**
                     * @description Whether tax is asked for; with `reverseCharge` the customer owes it to the tax office.
                     * @enum {string}
                     */
                    taxTreatment?: "taxable" | "exempt" | "reverseCharge";
                    /** @description Makes a test account, for ever in the time of this clock. */
                    testClockId?: string;
                    /** @description A name of the IANA time zone database, such as Europe/Vienna. */
                    timeZone: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "ownerId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "name": "Analytical Engines",
                     *       "currency": "EUR",
                     *       "timeZone": "UTC",
                     *       "testClockId": null,
                     *       "taxTreatment": "taxable",
                     *       "taxRate": "at_standard",
                     *       "taxNote": null,
                     *       "graceDays": null,
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    getAccount: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the account. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "ownerId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "name": "Analytical Engines",
                     *       "currency": "EUR",
                     *       "timeZone": "UTC",
                     *       "testClockId": null,
                     *       "taxTreatment": "taxable",
                     *       "taxRate": "at_standard",
                     *       "taxNote": null,
                     *       "graceDays": null,
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    updateAccount: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is meant for; 412 where the resource has another by now.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description The id of the account. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ownerId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                 *       "taxTreatment": "reverseCharge",
                 *       "taxNote": "Reverse charge."
                 *     }
                 */
                "application/json": {
                    graceDays?: number | null;
                    name?: string & (unknown & unknown);
                    /** @description The organization that pays. */
                    ownerId: string;
                    taxNote?: string | null;
                    /** @description The key of an active tax rate; null for the seller's, if it has one. */
                    taxRate?: string | null;
                    /**
                     * @description Whether tax is asked for; with `reverseCharge` the customer owes it to the tax office.
                     * @enum {string}
                     */
                    taxTreatment?: "taxable" | "exempt" | "reverseCharge";
                };
                /**
                 * @example {
                 *       "ownerId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                 *       "taxTreatment": "reverseCharge",
                 *       "taxNote": "Reverse charge."
                 *     }
                 */
                "application/merge-patch+json": {
                    graceDays?: number | null;
                    name?: string & (unknown & unknown);
                    /** @description The organization that pays. */
                    ownerId: string;
                    taxNote?: string | null;
                    /** @description The key of an active tax rate; null for the seller's, if it has one. */
                    taxRate?: string | null;
                    /**
                     * @description Whether tax is asked for; with `reverseCharge` the customer owes it to the tax office.
                     * @enum {string}
                     */
                    taxTreatment?: "taxable" | "exempt" | "reverseCharge";
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "ownerId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "name": "Analytical Engines",
                     *       "currency": "EUR",
                     *       "timeZone": "UTC",
                     *       "testClockId": null,
                     *       "taxTreatment": "reverseCharge",
                     *       "taxRate": "at_standard",
                     *       "taxNote": "Reverse charge.",
                     *       "graceDays": null,
                     *       "version": 2,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    startPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    importUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com",
                 *       "name": "Ada",
                 *       "passwordHash": "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW"
                 *     }
                 */
                "application/json": {
                    /** Format: email */
                    email: string;
                    name: string & (unknown & unknown);
                    /** @description Argon2, bcrypt, scrypt or PBKDF2, as PHC strings or as Django writes them; replaced when the user signs in. */
                    passwordHash: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "email": "ada@example.com",
                     *       "name": "Ada"
                     *     }
                     */
                    "application/json": components["schemas"]["Person"];
                };
            };
        };
    };
    requestMagicLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com"
                 *     }
                 */
                "application/json": {
                    /** Format: email */
                    email: string;
                };
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    signInByMagicLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com",
                 *       "code": "40731586"
                 *     }
                 */
                "application/json": {
                    code?: string;
                    /** Format: email */
                    email?: string;
                    token?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "pls_01h2xcejqtf2nbrexx3vqjhp41_47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
                     *       "expiresAt": "2027-01-31T12:00:00.000Z",
                     *       "user": {
                     *         "id": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *         "email": "ada@example.com",
                     *         "name": "Ada"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    forgotPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com"
                 *     }
                 */
                "application/json": {
                    /** Format: email */
                    email: string;
                };
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com",
                 *       "code": "40731586",
                 *       "password": "correct horse battery staple"
                 *     }
                 */
                "application/json": {
                    code?: string;
                    /** Format: email */
                    email?: string;
                    /** @description 8 characters or more, 1024 bytes at most. */
                    password: string;
                    token?: string;
                };
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    resendVerification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com"
                 *     }
                 */
                "application/json": {
                    /** Format: email */
                    email: string;
                };
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com",
                 *       "password": "correct horse battery staple"
                 *     }
                 */
                "application/json": {
                    /** Format: email */
                    email: string;
                    password: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "pls_01h2xcejqtf2nbrexx3vqjhp41_47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
                     *       "expiresAt": "2027-01-31T12:00:00.000Z",
                     *       "user": {
                     *         "id": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *         "email": "ada@example.com",
                     *         "name": "Ada"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    signUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com",
                 *       "password": "correct horse battery staple",
                 *       "name": "Ada"
                 *     }
                 */
                "application/json": {
                    /** Format: email */
                    email: string;
                    name: string & (unknown & unknown);
                    /** @description 15 characters or more, 1024 bytes at most. */
                    password: string;
                };
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    stepUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse battery staple"
                 *     }
                 */
                "application/json": {
                    password: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "pls_01h2xcejqtf2nbrexx3vqjhp41_47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
                     *       "expiresAt": "2027-01-31T12:00:00.000Z",
                     *       "user": {
                     *         "id": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *         "email": "ada@example.com",
                     *         "name": "Ada"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    issueAccessToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "accessToken": "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IkU3dlF4In0.eyJpc3MiOiJodHRwczovL2FwaS5leGFtcGxlLmNvbSJ9.c2lnbmF0dXJl",
                     *       "expiresAt": "2027-01-01T12:05:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["AccessToken"];
                };
            };
        };
    };
    verifyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.com",
                 *       "code": "40731586"
                 *     }
                 */
                "application/json": {
                    code?: string;
                    /** Format: email */
                    email?: string;
                    token?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "pls_01h2xcejqtf2nbrexx3vqjhp41_47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
                     *       "expiresAt": "2027-01-31T12:00:00.000Z",
                     *       "user": {
                     *         "id": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *         "email": "ada@example.com",
                     *         "name": "Ada"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    listCouponRedemptions: {
        parameters: {
            query: {
                /** @description The id of the account. */
                accountId: string;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "redemption_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "couponId": "coupon_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "code": "WELCOME",
                     *           "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "subscriptionId": null,
                     *           "periodsLeft": 3,
                     *           "version": 1,
                     *           "createdAt": "2027-01-01T12:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["CouponRedemptionPage"];
                };
            };
        };
    };
    redeemCoupon: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "WELCOME",
                 *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41"
                 *     }
                 */
                "application/json": {
                    accountId: string;
                    code: string;
                    subscriptionId?: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "redemption_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "couponId": "coupon_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "code": "WELCOME",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "subscriptionId": null,
                     *       "periodsLeft": 3,
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["CouponRedemption"];
                };
            };
        };
    };
    listCoupons: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "code": "WELCOME",
                     *           "name": "Welcome",
                     *           "percentOff": "20",
                     *           "duration": "repeating",
                     *           "periods": 3,
                     *           "id": "coupon_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "amountsOff": [],
                     *           "plans": [],
                     *           "charges": [],
                     *           "redeemBy": null,
                     *           "maximumRedemptions": null,
                     *           "redemptions": 0,
                     *           "status": "active",
                     *           "version": 1,
                     *           "createdAt": "2027-01-01T12:00:00.000Z",
                     *           "archivedAt": null
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["CouponPage"];
                };
            };
        };
    };
    createCoupon: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "WELCOME",
                 *       "name": "Welcome",
                 *       "percentOff": "20",
                 *       "duration": "repeating",
                 *       "periods": 3
                 *     }
                 */
                "application/json": {
                    /** @description An amount for each currency that it can be redeemed in. */
                    amountsOff?: components["schemas"]["AmountOff"][];
                    /** @description Keys of the charges that it discounts; all where it is left out. */
                    charges?: string[];
                    code: string;
                    /**
                     * @description On how many billing periods it takes effect: one, `periods` many, all. What is billed within a period that it takes effect on needs no other.
                     * @enum {string}
                     */
                    duration: "once" | "repeating" | "forever";
                    maximumRedemptions?: number;
                    name: string & (unknown & unknown);
                    /** @description Above 0, up to 100; either this or `amountsOff`. */
                    percentOff?: string;
                    periods?: number;
                    /** @description Keys of the plans that it discounts; all where it is left out. */
                    plans?: string[];
                    /** Format: date-time */
                    redeemBy?: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "WELCOME",
                     *       "name": "Welcome",
                     *       "percentOff": "20",
                     *       "duration": "repeating",
                     *       "periods": 3,
                     *       "id": "coupon_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "amountsOff": [],
                     *       "plans": [],
                     *       "charges": [],
                     *       "redeemBy": null,
                     *       "maximumRedemptions": null,
                     *       "redemptions": 0,
                     *       "status": "active",
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "archivedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Coupon"];
                };
            };
        };
    };
    getCoupon: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the coupon. */
                couponId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "WELCOME",
                     *       "name": "Welcome",
                     *       "percentOff": "20",
                     *       "duration": "repeating",
                     *       "periods": 3,
                     *       "id": "coupon_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "amountsOff": [],
                     *       "plans": [],
                     *       "charges": [],
                     *       "redeemBy": null,
                     *       "maximumRedemptions": null,
                     *       "redemptions": 0,
                     *       "status": "active",
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "archivedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Coupon"];
                };
            };
        };
    };
    archiveCoupon: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the coupon. */
                couponId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "code": "WELCOME",
                     *       "name": "Welcome",
                     *       "percentOff": "20",
                     *       "duration": "repeating",
                     *       "periods": 3,
                     *       "id": "coupon_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "amountsOff": [],
                     *       "plans": [],
                     *       "charges": [],
                     *       "redeemBy": null,
                     *       "maximumRedemptions": null,
                     *       "redemptions": 0,
                     *       "status": "archived",
                     *       "version": 2,
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "archivedAt": "2027-01-01T12:05:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Coupon"];
                };
            };
        };
    };
    listEntitlements: {
        parameters: {
            query: {
                /** @description The id of the account. */
                accountId: string;
                /** @description Only this feature. */
                feature?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "feature": "projects",
                     *           "name": "Projects",
                     *           "kind": "limit",
                     *           "limit": "10"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Entitlements"];
                };
            };
        };
    };
    listFeatures: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "feat_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "key": "projects",
                     *           "name": "Projects",
                     *           "kind": "limit",
                     *           "version": 1,
                     *           "createdAt": "2027-01-01T12:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["FeaturePage"];
                };
            };
        };
    };
    createFeature: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "projects",
                 *       "name": "Projects",
                 *       "kind": "limit"
                 *     }
                 */
                "application/json": {
                    key: string;
                    /**
                     * @description Whether it is there at all, or how much of it.
                     * @enum {string}
                     */
                    kind: "boolean" | "limit";
                    name: string & (unknown & unknown);
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "feat_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "key": "projects",
                     *       "name": "Projects",
                     *       "kind": "limit",
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Feature"];
                };
            };
        };
    };
    getFeature: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the feature. */
                featureId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "feat_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "key": "projects",
                     *       "name": "Projects",
                     *       "kind": "limit",
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Feature"];
                };
            };
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "pli_01h2xcejqtf2nbrexx3vqjhp41_47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
                 *     }
                 */
                "application/json": {
                    /** @description As the mail brought it. */
                    token: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "organizationId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "role": "member"
                     *     }
                     */
                    "application/json": components["schemas"]["JoinedOrganization"];
                };
            };
        };
    };
    previewInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "pli_01h2xcejqtf2nbrexx3vqjhp41_47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
                 *     }
                 */
                "application/json": {
                    /** @description As the mail brought it. */
                    token: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "organizationName": "Analytical Engines",
                     *       "email": "grace@example.com",
                     *       "role": "member",
                     *       "expiresAt": "2027-01-08T12:00:01.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["InvitationPreview"];
                };
            };
        };
    };
    listInvoices: {
        parameters: {
            query?: {
                /** @description Only the invoices of this account, on a test clock or not. */
                accountId?: string;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
                /** @description Only those that are drafts, open, uncollectible, paid or void. */
                status?: "draft" | "open" | "uncollectible" | "paid" | "void";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "inv_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "number": "INV-202701-001",
                     *           "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "status": "open",
                     *           "currency": "EUR",
                     *           "issueDate": "2027-01-31",
                     *           "dueDate": "2027-02-14",
                     *           "seller": {
                     *             "name": "Plinth"
                     *           },
                     *           "billTo": {
                     *             "name": "Analytical Engines"
                     *           },
                     *           "lines": [
                     *             {
                     *               "id": "line_01h2xcejqtf2nbrexx3vqjhp41",
                     *               "subscriptionId": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *               "charge": "base",
                     *               "description": "Pro: base",
                     *               "quantity": null,
                     *               "period": {
                     *                 "start": "2027-01-31T00:00:00.000Z",
                     *                 "end": "2027-02-28T00:00:00.000Z"
                     *               },
                     *               "amount": {
                     *                 "amount": 2000,
                     *                 "currency": "EUR"
                     *               },
                     *               "discount": {
                     *                 "amount": 0,
                     *                 "currency": "EUR"
                     *               },
                     *               "discounts": [],
                     *               "net": {
                     *                 "amount": 2000,
                     *                 "currency": "EUR"
                     *               },
                     *               "taxTreatment": "taxable",
                     *               "taxRate": {
                     *                 "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *                 "key": "at_standard",
                     *                 "name": "USt",
                     *                 "jurisdiction": "AT",
                     *                 "percentage": "20",
                     *                 "behavior": "exclusive",
                     *                 "parts": []
                     *               },
                     *               "tax": {
                     *                 "amount": 400,
                     *                 "currency": "EUR"
                     *               },
                     *               "explanation": {
                     *                 "model": "flat",
                     *                 "exact": "20.00"
                     *               }
                     *             }
                     *           ],
                     *           "subtotal": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "discount": {
                     *             "amount": 0,
                     *             "currency": "EUR"
                     *           },
                     *           "discounts": [],
                     *           "net": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "taxes": [
                     *             {
                     *               "treatment": "taxable",
                     *               "rate": {
                     *                 "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *                 "key": "at_standard",
                     *                 "name": "USt",
                     *                 "jurisdiction": "AT",
                     *                 "percentage": "20",
                     *                 "behavior": "exclusive",
                     *                 "parts": []
                     *               },
                     *               "base": {
                     *                 "amount": 2000,
                     *                 "currency": "EUR"
                     *               },
                     *               "amount": {
                     *                 "amount": 400,
                     *                 "currency": "EUR"
                     *               }
                     *             }
                     *           ],
                     *           "taxNote": null,
                     *           "tax": {
                     *             "amount": 400,
                     *             "currency": "EUR"
                     *           },
                     *           "total": {
                     *             "amount": 2400,
                     *             "currency": "EUR"
                     *           },
                     *           "creditApplied": {
                     *             "amount": 0,
                     *             "currency": "EUR"
                     *           },
                     *           "creditCarried": {
                     *             "amount": 0,
                     *             "currency": "EUR"
                     *           },
                     *           "amountDue": {
                     *             "amount": 2400,
                     *             "currency": "EUR"
                     *           },
                     *           "timeZone": "UTC",
                     *           "createdAt": "2027-01-31T10:00:00.000Z",
                     *           "finalizesAt": null,
                     *           "finalizationFailure": null,
                     *           "finalizedAt": "2027-01-31T10:00:00.000Z",
                     *           "voidedAt": null,
                     *           "uncollectibleAt": null,
                     *           "replaces": null,
                     *           "replacedBy": null,
                     *           "version": 1
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["InvoicePage"];
                };
            };
        };
    };
    createInvoice: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                 *       "ownerId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                 *       "lines": [
                 *         {
                 *           "description": "Onboarding",
                 *           "unitAmount": "20.00"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    accountId: string;
                    /** @description Whether it stays a draft until it is finalized by request. */
                    draft?: boolean;
                    lines: {
                        description: string & (unknown & unknown);
                        /** @description One, where it is left out. */
                        quantity?: string;
                        /** @description The key of an active tax rate; that of the account, where it is left out. */
                        taxRate?: string;
                        /** @description In major units; times the quantity it is rounded once. */
                        unitAmount: string;
                    }[];
                    /** @description The organization that pays. */
                    ownerId: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "inv_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "number": "INV-202701-001",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "status": "open",
                     *       "currency": "EUR",
                     *       "issueDate": "2027-01-31",
                     *       "dueDate": "2027-02-14",
                     *       "seller": {
                     *         "name": "Plinth"
                     *       },
                     *       "billTo": {
                     *         "name": "Analytical Engines"
                     *       },
                     *       "lines": [
                     *         {
                     *           "id": "line_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "subscriptionId": null,
                     *           "charge": null,
                     *           "description": "Onboarding",
                     *           "quantity": "1",
                     *           "period": null,
                     *           "amount": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "discount": {
                     *             "amount": 0,
                     *             "currency": "EUR"
                     *           },
                     *           "discounts": [],
                     *           "net": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "taxTreatment": "taxable",
                     *           "taxRate": {
                     *             "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *             "key": "at_standard",
                     *             "name": "USt",
                     *             "jurisdiction": "AT",
                     *             "percentage": "20",
                     *             "behavior": "exclusive",
                     *             "parts": []
                     *           },
                     *           "tax": {
                     *             "amount": 400,
                     *             "currency": "EUR"
                     *           },
                     *           "explanation": {
                     *             "unitAmount": "20.00",
                     *             "exact": "20"
                     *           }
                     *         }
                     *       ],
                     *       "subtotal": {
                     *         "amount": 2000,
                     *         "currency": "EUR"
                     *       },
                     *       "discount": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "discounts": [],
                     *       "net": {
                     *         "amount": 2000,
                     *         "currency": "EUR"
                     *       },
                     *       "taxes": [
                     *         {
                     *           "treatment": "taxable",
                     *           "rate": {
                     *             "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *             "key": "at_standard",
                     *             "name": "USt",
                     *             "jurisdiction": "AT",
                     *             "percentage": "20",
                     *             "behavior": "exclusive",
                     *             "parts": []
                     *           },
                     *           "base": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "amount": {
                     *             "amount": 400,
                     *             "currency": "EUR"
                     *           }
                     *         }
                     *       ],
                     *       "taxNote": null,
                     *       "tax": {
                     *         "amount": 400,
                     *         "currency": "EUR"
                     *       },
                     *       "total": {
                     *         "amount": 2400,
                     *         "currency": "EUR"
                     *       },
                     *       "creditApplied": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "creditCarried": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "amountDue": {
                     *         "amount": 2400,
                     *         "currency": "EUR"
                     *       },
                     *       "timeZone": "UTC",
                     *       "createdAt": "2027-01-31T10:00:00.000Z",
                     *       "finalizesAt": null,
                     *       "finalizationFailure": null,
                     *       "finalizedAt": "2027-01-31T10:00:00.000Z",
                     *       "voidedAt": null,
                     *       "uncollectibleAt": null,
                     *       "replaces": null,
                     *       "replacedBy": null,
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Invoice"];
                };
            };
        };
    };
    getInvoice: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the invoice. */
                invoiceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "inv_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "number": "INV-202701-001",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "status": "open",
                     *       "currency": "EUR",
                     *       "issueDate": "2027-01-31",
                     *       "dueDate": "2027-02-14",
                     *       "seller": {
                     *         "name": "Plinth"
                     *       },
                     *       "billTo": {
                     *         "name": "Analytical Engines"
                     *       },
                     *       "lines": [
                     *         {
                     *           "id": "line_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "subscriptionId": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "charge": "base",
                     *           "description": "Pro: base",
                     *           "quantity": null,
                     *           "period": {
                     *             "start": "2027-01-31T00:00:00.000Z",
                     *             "end": "2027-02-28T00:00:00.000Z"
                     *           },
                     *           "amount": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "discount": {
                     *             "amount": 0,
                     *             "currency": "EUR"
                     *           },
                     *           "discounts": [],
                     *           "net": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "taxTreatment": "taxable",
                     *           "taxRate": {
                     *             "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *             "key": "at_standard",
                     *             "name": "USt",
                     *             "jurisdiction": "AT",
                     *             "percentage": "20",
                     *             "behavior": "exclusive",
                     *             "parts": []
                     *           },
                     *           "tax": {
                     *             "amount": 400,
                     *             "currency": "EUR"
                     *           },
                     *           "explanation": {
                     *             "model": "flat",
                     *             "exact": "20.00"
                     *           }
                     *         }
                     *       ],
                     *       "subtotal": {
                     *         "amount": 2000,
                     *         "currency": "EUR"
                     *       },
                     *       "discount": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "discounts": [],
                     *       "net": {
                     *         "amount": 2000,
                     *         "currency": "EUR"
                     *       },
                     *       "taxes": [
                     *         {
                     *           "treatment": "taxable",
                     *           "rate": {
                     *             "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *             "key": "at_standard",
                     *             "name": "USt",
                     *             "jurisdiction": "AT",
                     *             "percentage": "20",
                     *             "behavior": "exclusive",
                     *             "parts": []
                     *           },
                     *           "base": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "amount": {
                     *             "amount": 400,
                     *             "currency": "EUR"
                     *           }
                     *         }
                     *       ],
                     *       "taxNote": null,
                     *       "tax": {
                     *         "amount": 400,
                     *         "currency": "EUR"
                     *       },
                     *       "total": {
                     *         "amount": 2400,
                     *         "currency": "EUR"
                     *       },
                     *       "creditApplied": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "creditCarried": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "amountDue": {
                     *         "amount": 2400,
                     *         "currency": "EUR"
                     *       },
                     *       "timeZone": "UTC",
                     *       "createdAt": "2027-01-31T10:00:00.000Z",
                     *       "finalizesAt": null,
                     *       "finalizationFailure": null,
                     *       "finalizedAt": "2027-01-31T10:00:00.000Z",
                     *       "voidedAt": null,
                     *       "uncollectibleAt": null,
                     *       "replaces": null,
                     *       "replacedBy": null,
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Invoice"];
                };
            };
        };
    };
    getInvoicePdf: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the invoice. */
                invoiceId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": unknown;
                };
            };
        };
    };
    finalizeInvoice: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the invoice. */
                invoiceId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ownerId": "org_01h2xcejqtf2nbrexx3vqjhp41"
                 *     }
                 */
                "application/json": {
                    /** @description The organization that pays. */
                    ownerId: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "inv_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "number": "INV-202701-001",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "status": "open",
                     *       "currency": "EUR",
                     *       "issueDate": "2027-01-31",
                     *       "dueDate": "2027-02-14",
                     *       "seller": {
                     *         "name": "Plinth"
                     *       },
                     *       "billTo": {
                     *         "name": "Analytical Engines"
                     *       },
                     *       "lines": [
                     *         {
                     *           "id": "line_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "subscriptionId": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "charge": "base",
                     *           "description": "Pro: base",
                     *           "quantity": null,
                     *           "period": {
                     *             "start": "2027-01-31T00:00:00.000Z",
                     *             "end": "2027-02-28T00:00:00.000Z"
                     *           },
                     *           "amount": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "discount": {
                     *             "amount": 0,
                     *             "currency": "EUR"
                     *           },
                     *           "discounts": [],
                     *           "net": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "taxTreatment": "taxable",
                     *           "taxRate": {
                     *             "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *             "key": "at_standard",
                     *             "name": "USt",
                     *             "jurisdiction": "AT",
                     *             "percentage": "20",
                     *             "behavior": "exclusive",
                     *             "parts": []
                     *           },
                     *           "tax": {
                     *             "amount": 400,
                     *             "currency": "EUR"
                     *           },
                     *           "explanation": {
                     *             "model": "flat",
                     *             "exact": "20.00"
                     *           }
                     *         }
                     *       ],
                     *       "subtotal": {
                     *         "amount": 2000,
                     *         "currency": "EUR"
                     *       },
                     *       "discount": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "discounts": [],
                     *       "net": {
                     *         "amount": 2000,
                     *         "currency": "EUR"
                     *       },
                     *       "taxes": [
                     *         {
                     *           "treatment": "taxable",
                     *           "rate": {
                     *             "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *             "key": "at_standard",
                     *             "name": "USt",
                     *             "jurisdiction": "AT",
                     *             "percentage": "20",
                     *             "behavior": "exclusive",
                     *             "parts": []
                     *           },
                     *           "base": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "amount": {
                     *             "amount": 400,
                     *             "currency": "EUR"
                     *           }
                     *         }
                     *       ],
                     *       "taxNote": null,
                     *       "tax": {
                     *         "amount": 400,
                     *         "currency": "EUR"
                     *       },
                     *       "total": {
                     *         "amount": 2400,
                     *         "currency": "EUR"
                     *       },
                     *       "creditApplied": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "creditCarried": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "amountDue": {
                     *         "amount": 2400,
                     *         "currency": "EUR"
                     *       },
                     *       "timeZone": "UTC",
                     *       "createdAt": "2027-01-31T10:00:00.000Z",
                     *       "finalizesAt": null,
                     *       "finalizationFailure": null,
                     *       "finalizedAt": "2027-01-31T10:00:00.000Z",
                     *       "voidedAt": null,
                     *       "uncollectibleAt": null,
                     *       "replaces": null,
                     *       "replacedBy": null,
                     *       "version": 2
                     *     }
                     */
                    "application/json": components["schemas"]["Invoice"];
                };
            };
        };
    };
    markInvoiceUncollectible: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the invoice. */
                invoiceId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ownerId": "org_01h2xcejqtf2nbrexx3vqjhp41"
                 *     }
                 */
                "application/json": {
                    /** @description The organization that pays. */
                    ownerId: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "inv_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "number": "INV-202701-001",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "status": "uncollectible",
                     *       "currency": "EUR",
                     *       "issueDate": "2027-01-31",
                     *       "dueDate": "2027-02-14",
                     *       "seller": {
                     *         "name": "Plinth"
                     *       },
                     *       "billTo": {
                     *         "name": "Analytical Engines"
                     *       },
                     *       "lines": [
                     *         {
                     *           "id": "line_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "subscriptionId": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "charge": "base",
                     *           "description": "Pro: base",
                     *           "quantity": null,
                     *           "period": {
                     *             "start": "2027-01-31T00:00:00.000Z",
                     *             "end": "2027-02-28T00:00:00.000Z"
                     *           },
                     *           "amount": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "discount": {
                     *             "amount": 0,
                     *             "currency": "EUR"
                     *           },
                     *           "discounts": [],
                     *           "net": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "taxTreatment": "taxable",
                     *           "taxRate": {
                     *             "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *             "key": "at_standard",
                     *             "name": "USt",
                     *             "jurisdiction": "AT",
                     *             "percentage": "20",
                     *             "behavior": "exclusive",
                     *             "parts": []
                     *           },
                     *           "tax": {
                     *             "amount": 400,
                     *             "currency": "EUR"
                     *           },
                     *           "explanation": {
                     *             "model": "flat",
                     *             "exact": "20.00"
                     *           }
                     *         }
                     *       ],
                     *       "subtotal": {
                     *         "amount": 2000,
                     *         "currency": "EUR"
                     *       },
                     *       "discount": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "discounts": [],
                     *       "net": {
                     *         "amount": 2000,
                     *         "currency": "EUR"
                     *       },
                     *       "taxes": [
                     *         {
                     *           "treatment": "taxable",
                     *           "rate": {
                     *             "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *             "key": "at_standard",
                     *             "name": "USt",
                     *             "jurisdiction": "AT",
                     *             "percentage": "20",
                     *             "behavior": "exclusive",
                     *             "parts": []
                     *           },
                     *           "base": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "amount": {
                     *             "amount": 400,
                     *             "currency": "EUR"
                     *           }
                     *         }
                     *       ],
                     *       "taxNote": null,
                     *       "tax": {
                     *         "amount": 400,
                     *         "currency": "EUR"
                     *       },
                     *       "total": {
                     *         "amount": 2400,
                     *         "currency": "EUR"
                     *       },
                     *       "creditApplied": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "creditCarried": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "amountDue": {
                     *         "amount": 2400,
                     *         "currency": "EUR"
                     *       },
                     *       "timeZone": "UTC",
                     *       "createdAt": "2027-01-31T10:00:00.000Z",
                     *       "finalizesAt": null,
                     *       "finalizationFailure": null,
                     *       "finalizedAt": "2027-01-31T10:00:00.000Z",
                     *       "voidedAt": null,
                     *       "uncollectibleAt": "2027-05-01T10:00:00.000Z",
                     *       "replaces": null,
                     *       "replacedBy": null,
                     *       "version": 2
                     *     }
                     */
                    "application/json": components["schemas"]["Invoice"];
                };
            };
        };
    };
    reissueInvoice: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the invoice. */
                invoiceId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ownerId": "org_01h2xcejqtf2nbrexx3vqjhp41"
                 *     }
                 */
                "application/json": {
                    /** @description The organization that pays. */
                    ownerId: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "inv_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "number": "INV-202702-002",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "status": "open",
                     *       "currency": "EUR",
                     *       "issueDate": "2027-01-31",
                     *       "dueDate": "2027-02-14",
                     *       "seller": {
                     *         "name": "Plinth"
                     *       },
                     *       "billTo": {
                     *         "name": "Analytical Engines"
                     *       },
                     *       "lines": [
                     *         {
                     *           "id": "line_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "subscriptionId": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "charge": "base",
                     *           "description": "Pro: base",
                     *           "quantity": null,
                     *           "period": {
                     *             "start": "2027-01-31T00:00:00.000Z",
                     *             "end": "2027-02-28T00:00:00.000Z"
                     *           },
                     *           "amount": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "discount": {
                     *             "amount": 0,
                     *             "currency": "EUR"
                     *           },
                     *           "discounts": [],
                     *           "net": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "taxTreatment": "taxable",
                     *           "taxRate": {
                     *             "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *             "key": "at_standard",
                     *             "name": "USt",
                     *             "jurisdiction": "AT",
                     *             "percentage": "20",
                     *             "behavior": "exclusive",
                     *             "parts": []
                     *           },
                     *           "tax": {
                     *             "amount": 400,
                     *             "currency": "EUR"
                     *           },
                     *           "explanation": {
                     *             "model": "flat",
                     *             "exact": "20.00"
                     *           }
                     *         }
                     *       ],
                     *       "subtotal": {
                     *         "amount": 2000,
                     *         "currency": "EUR"
                     *       },
                     *       "discount": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "discounts": [],
                     *       "net": {
                     *         "amount": 2000,
                     *         "currency": "EUR"
                     *       },
                     *       "taxes": [
                     *         {
                     *           "treatment": "taxable",
                     *           "rate": {
                     *             "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *             "key": "at_standard",
                     *             "name": "USt",
                     *             "jurisdiction": "AT",
                     *             "percentage": "20",
                     *             "behavior": "exclusive",
                     *             "parts": []
                     *           },
                     *           "base": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "amount": {
                     *             "amount": 400,
                     *             "currency": "EUR"
                     *           }
                     *         }
                     *       ],
                     *       "taxNote": null,
                     *       "tax": {
                     *         "amount": 400,
                     *         "currency": "EUR"
                     *       },
                     *       "total": {
                     *         "amount": 2400,
                     *         "currency": "EUR"
                     *       },
                     *       "creditApplied": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "creditCarried": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "amountDue": {
                     *         "amount": 2400,
                     *         "currency": "EUR"
                     *       },
                     *       "timeZone": "UTC",
                     *       "createdAt": "2027-01-31T10:00:00.000Z",
                     *       "finalizesAt": null,
                     *       "finalizationFailure": null,
                     *       "finalizedAt": "2027-01-31T10:00:00.000Z",
                     *       "voidedAt": null,
                     *       "uncollectibleAt": null,
                     *       "replaces": "inv_01h2xcejqtf2nbrexx3vqjhp42",
                     *       "replacedBy": null,
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Invoice"];
                };
            };
        };
    };
    voidInvoice: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the invoice. */
                invoiceId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ownerId": "org_01h2xcejqtf2nbrexx3vqjhp41"
                 *     }
                 */
                "application/json": {
                    /** @description The organization that pays. */
                    ownerId: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "inv_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "number": "INV-202701-001",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "status": "void",
                     *       "currency": "EUR",
                     *       "issueDate": "2027-01-31",
                     *       "dueDate": "2027-02-14",
                     *       "seller": {
                     *         "name": "Plinth"
                     *       },
                     *       "billTo": {
                     *         "name": "Analytical Engines"
                     *       },
                     *       "lines": [
                     *         {
                     *           "id": "line_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "subscriptionId": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "charge": "base",
                     *           "description": "Pro: base",
                     *           "quantity": null,
                     *           "period": {
                     *             "start": "2027-01-31T00:00:00.000Z",
                     *             "end": "2027-02-28T00:00:00.000Z"
                     *           },
                     *           "amount": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "discount": {
                     *             "amount": 0,
                     *             "currency": "EUR"
                     *           },
                     *           "discounts": [],
                     *           "net": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "taxTreatment": "taxable",
                     *           "taxRate": {
                     *             "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *             "key": "at_standard",
                     *             "name": "USt",
                     *             "jurisdiction": "AT",
                     *             "percentage": "20",
                     *             "behavior": "exclusive",
                     *             "parts": []
                     *           },
                     *           "tax": {
                     *             "amount": 400,
                     *             "currency": "EUR"
                     *           },
                     *           "explanation": {
                     *             "model": "flat",
                     *             "exact": "20.00"
                     *           }
                     *         }
                     *       ],
                     *       "subtotal": {
                     *         "amount": 2000,
                     *         "currency": "EUR"
                     *       },
                     *       "discount": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "discounts": [],
                     *       "net": {
                     *         "amount": 2000,
                     *         "currency": "EUR"
                     *       },
                     *       "taxes": [
                     *         {
                     *           "treatment": "taxable",
                     *           "rate": {
                     *             "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *             "key": "at_standard",
                     *             "name": "USt",
                     *             "jurisdiction": "AT",
                     *             "percentage": "20",
                     *             "behavior": "exclusive",
                     *             "parts": []
                     *           },
                     *           "base": {
                     *             "amount": 2000,
                     *             "currency": "EUR"
                     *           },
                     *           "amount": {
                     *             "amount": 400,
                     *             "currency": "EUR"
                     *           }
                     *         }
                     *       ],
                     *       "taxNote": null,
                     *       "tax": {
                     *         "amount": 400,
                     *         "currency": "EUR"
                     *       },
                     *       "total": {
                     *         "amount": 2400,
                     *         "currency": "EUR"
                     *       },
                     *       "creditApplied": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "creditCarried": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "amountDue": {
                     *         "amount": 0,
                     *         "currency": "EUR"
                     *       },
                     *       "timeZone": "UTC",
                     *       "createdAt": "2027-01-31T10:00:00.000Z",
                     *       "finalizesAt": null,
                     *       "finalizationFailure": null,
                     *       "finalizedAt": "2027-01-31T10:00:00.000Z",
                     *       "voidedAt": "2027-02-01T10:00:00.000Z",
                     *       "uncollectibleAt": null,
                     *       "replaces": null,
                     *       "replacedBy": null,
                     *       "version": 2
                     *     }
                     */
                    "application/json": components["schemas"]["Invoice"];
                };
            };
        };
    };
    reportLeakedKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "plk_live_01h2xcejqtf2nbrexx3vqjhp41_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg3VnqXY"
                 *     }
                 */
                "application/json": {
                    key: string;
                };
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    getTrialBalance: {
        parameters: {
            query?: {
                /** @description The book of this test clock's accounts; live accounts where it is left out. */
                testClockId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "currency": "EUR",
                     *           "debits": {
                     *             "amount": 2500,
                     *             "currency": "EUR"
                     *           },
                     *           "credits": {
                     *             "amount": 2500,
                     *             "currency": "EUR"
                     *           },
                     *           "accounts": [
                     *             {
                     *               "account": "receivable",
                     *               "debits": {
                     *                 "amount": 2500,
                     *                 "currency": "EUR"
                     *               },
                     *               "credits": {
                     *                 "amount": 0,
                     *                 "currency": "EUR"
                     *               }
                     *             },
                     *             {
                     *               "account": "revenue",
                     *               "debits": {
                     *                 "amount": 0,
                     *                 "currency": "EUR"
                     *               },
                     *               "credits": {
                     *                 "amount": 2500,
                     *                 "currency": "EUR"
                     *               }
                     *             }
                     *           ]
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TrialBalance"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "email": "ada@example.com",
                     *       "name": "Ada",
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "key_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "name": "Usage reporter",
                     *           "organizationId": null,
                     *           "userId": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "scopes": [
                     *             "billing:usage:write"
                     *           ],
                     *           "allowedIps": [
                     *             "192.0.2.0/24"
                     *           ],
                     *           "createdAt": "2027-01-01T12:00:00.000Z",
                     *           "expiresAt": null,
                     *           "lastUsedAt": null,
                     *           "previousEndsAt": null,
                     *           "version": 1
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Usage reporter",
                 *       "scopes": [
                 *         "billing:usage:write"
                 *       ]
                 *     }
                 */
                "application/json": {
                    allowedIps?: (string)[];
                    /** Format: date-time */
                    expiresAt?: string;
                    name: string & (unknown & unknown);
                    scopes: string[];
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "name": "Usage reporter",
                     *       "organizationId": null,
                     *       "userId": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "scopes": [
                     *         "billing:usage:write"
                     *       ],
                     *       "allowedIps": [
                     *         "192.0.2.0/24"
                     *       ],
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "expiresAt": null,
                     *       "lastUsedAt": null,
                     *       "previousEndsAt": null,
                     *       "version": 1,
                     *       "key": "plk_live_01h2xcejqtf2nbrexx3vqjhp41_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg3VnqXY"
                     *     }
                     */
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
        };
    };
    getApiKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the key. */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "name": "Usage reporter",
                     *       "organizationId": null,
                     *       "userId": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "scopes": [
                     *         "billing:usage:write"
                     *       ],
                     *       "allowedIps": [
                     *         "192.0.2.0/24"
                     *       ],
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "expiresAt": null,
                     *       "lastUsedAt": null,
                     *       "previousEndsAt": null,
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the key. */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    rotateApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the key. */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 3600
                 *     }
                 */
                "application/json": {
                    /** @description How long the key before works, too: a day where it is left out. */
                    overlapSeconds?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "name": "Usage reporter",
                     *       "organizationId": null,
                     *       "userId": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "scopes": [
                     *         "billing:usage:write"
                     *       ],
                     *       "allowedIps": [
                     *         "192.0.2.0/24"
                     *       ],
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "expiresAt": null,
                     *       "lastUsedAt": null,
                     *       "previousEndsAt": null,
                     *       "version": 1,
                     *       "key": "plk_live_01h2xcejqtf2nbrexx3vqjhp41_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg3VnqXY"
                     *     }
                     */
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
        };
    };
    changeEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada.lovelace@example.com"
                 *     }
                 */
                "application/json": {
                    /** Format: email */
                    email: string;
                };
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "accepted"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    verifyEmailChange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "40731586"
                 *     }
                 */
                "application/json": {
                    code?: string;
                    token?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "email": "ada.lovelace@example.com",
                     *       "name": "Ada",
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "version": 2
                     *     }
                     */
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "correct horse battery staple",
                 *       "password": "another horse, another staple"
                 *     }
                 */
                "application/json": {
                    currentPassword: string;
                    /** @description 8 characters or more, 1024 bytes at most. */
                    password: string;
                };
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "sess_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "device": "Firefox on Linux",
                     *           "address": "192.0.2.7",
                     *           "createdAt": "2027-01-01T12:00:00.000Z",
                     *           "authenticatedAt": "2027-01-01T12:00:00.000Z",
                     *           "lastSeenAt": "2027-01-02T08:30:00.000Z",
                     *           "expiresAt": "2027-01-31T12:00:00.000Z",
                     *           "current": true
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ActiveSessionPage"];
                };
            };
        };
    };
    revokeSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    revokeSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the session. */
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    revokeOtherSessions: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ended": 2
                     *     }
                     */
                    "application/json": components["schemas"]["EndedSessions"];
                };
            };
        };
    };
    listMeters: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "mtr_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "key": "api_calls",
                     *           "name": "API calls",
                     *           "aggregation": "count",
                     *           "eventType": "api.call",
                     *           "valueProperty": null,
                     *           "filters": [],
                     *           "groupBy": [],
                     *           "version": 1,
                     *           "createdAt": "2027-01-01T12:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MeterPage"];
                };
            };
        };
    };
    createMeter: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "api_calls",
                 *       "name": "API calls",
                 *       "aggregation": "count",
                 *       "eventType": "api.call"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description `weightedSum` reads changes of a level, such as seats, and weighs the level by how long it lasted; it goes on from period to period. `latest` is the value of the last instant.
                     * @enum {string}
                     */
                    aggregation: "count" | "sum" | "max" | "uniqueCount" | "latest" | "weightedSum";
                    /** @description The CloudEvents `type` of the events that count. */
                    eventType: string;
                    /** @description Events count that pass all of them; every event where it is left out. */
                    filters?: components["schemas"]["MeterFilter"][];
                    /** @description Properties of an event's data: usage is aggregated for each combination of their values, and the quantity is the sum. */
                    groupBy?: string[];
                    key: string;
                    /** @description The key, where it is left out. */
                    name?: string & (unknown & unknown);
                    /** @description The property of an event's data that is read. */
                    valueProperty?: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mtr_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "key": "api_calls",
                     *       "name": "API calls",
                     *       "aggregation": "count",
                     *       "eventType": "api.call",
                     *       "valueProperty": null,
                     *       "filters": [],
                     *       "groupBy": [],
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Meter"];
                };
            };
        };
    };
    listOrganizations: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "name": "Analytical Engines",
                     *           "role": "owner",
                     *           "version": 1,
                     *           "createdAt": "2027-01-01T12:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["OrganizationPage"];
                };
            };
        };
    };
    createOrganization: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Analytical Engines"
                 *     }
                 */
                "application/json": {
                    name: string & (unknown & unknown);
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "name": "Analytical Engines",
                     *       "role": "owner",
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Organization"];
                };
            };
        };
    };
    getOrganization: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "name": "Analytical Engines",
                     *       "role": "owner",
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Organization"];
                };
            };
        };
    };
    deleteOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateOrganization: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is meant for; 412 where the resource has another by now.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Difference Engines"
                 *     }
                 */
                "application/json": {
                    name?: string & (unknown & unknown);
                };
                /**
                 * @example {
                 *       "name": "Difference Engines"
                 *     }
                 */
                "application/merge-patch+json": {
                    name?: string & (unknown & unknown);
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "name": "Difference Engines",
                     *       "role": "owner",
                     *       "version": 2,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Organization"];
                };
            };
        };
    };
    explainAccess: {
        parameters: {
            query: {
                /** @description Such as `billing:invoices:read`. */
                permission: string;
                /** @description Whose access is asked about. */
                user: string;
            };
            header?: never;
            path: {
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "userId": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "permission": "billing:invoices:read",
                     *       "allowed": true,
                     *       "decidedBy": "role",
                     *       "role": "billing",
                     *       "builtIn": true,
                     *       "explanation": "user_01h2xcejqtf2nbrexx3vqjhp41 is a member of org_01h2xcejqtf2nbrexx3vqjhp41 with the role billing, which has billing:invoices:read."
                     *     }
                     */
                    "application/json": components["schemas"]["AccessDecision"];
                };
            };
        };
    };
    listOrganizationApiKeys: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "key_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "name": "Usage reporter",
                     *           "organizationId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "userId": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "scopes": [
                     *             "billing:usage:write"
                     *           ],
                     *           "allowedIps": [
                     *             "192.0.2.0/24"
                     *           ],
                     *           "createdAt": "2027-01-01T12:00:00.000Z",
                     *           "expiresAt": null,
                     *           "lastUsedAt": null,
                     *           "previousEndsAt": null,
                     *           "version": 1
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
        };
    };
    createOrganizationApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Usage reporter",
                 *       "scopes": [
                 *         "billing:usage:write"
                 *       ]
                 *     }
                 */
                "application/json": {
                    allowedIps?: (string)[];
                    /** Format: date-time */
                    expiresAt?: string;
                    name: string & (unknown & unknown);
                    scopes: string[];
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "name": "Usage reporter",
                     *       "organizationId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "userId": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "scopes": [
                     *         "billing:usage:write"
                     *       ],
                     *       "allowedIps": [
                     *         "192.0.2.0/24"
                     *       ],
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "expiresAt": null,
                     *       "lastUsedAt": null,
                     *       "previousEndsAt": null,
                     *       "version": 1,
                     *       "key": "plk_live_01h2xcejqtf2nbrexx3vqjhp41_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg3VnqXY"
                     *     }
                     */
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
        };
    };
    getOrganizationApiKey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the key. */
                keyId: string;
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "name": "Usage reporter",
                     *       "organizationId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "userId": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "scopes": [
                     *         "billing:usage:write"
                     *       ],
                     *       "allowedIps": [
                     *         "192.0.2.0/24"
                     *       ],
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "expiresAt": null,
                     *       "lastUsedAt": null,
                     *       "previousEndsAt": null,
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    revokeOrganizationApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the key. */
                keyId: string;
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    rotateOrganizationApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the key. */
                keyId: string;
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "overlapSeconds": 3600
                 *     }
                 */
                "application/json": {
                    /** @description How long the key before works, too: a day where it is left out. */
                    overlapSeconds?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "key_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "name": "Usage reporter",
                     *       "organizationId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "userId": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "scopes": [
                     *         "billing:usage:write"
                     *       ],
                     *       "allowedIps": [
                     *         "192.0.2.0/24"
                     *       ],
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "expiresAt": null,
                     *       "lastUsedAt": null,
                     *       "previousEndsAt": null,
                     *       "version": 1,
                     *       "key": "plk_live_01h2xcejqtf2nbrexx3vqjhp41_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg3VnqXY"
                     *     }
                     */
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
        };
    };
    listAuditEvents: {
        parameters: {
            query?: {
                /** @description Who acted: the id of a user or a key. */
                actorId?: string;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
                /** @description Only what was done after this instant. */
                occurredAfter?: string;
                /** @description Only what was done before this instant. */
                occurredBefore?: string;
                /** @description What was done, such as `users.createRole`. */
                operation?: string;
            };
            header?: never;
            path: {
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "aud_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "occurredAt": "2027-01-01T12:00:00.000Z",
                     *           "operation": "users.updateMember",
                     *           "outcome": "success",
                     *           "actor": {
                     *             "type": "user",
                     *             "id": "user_01h2xcejqtf2nbrexx3vqjhp41"
                     *           },
                     *           "target": "user_01h455vb4pex5vsknk084sn02q",
                     *           "requestId": "01h2xcejqt",
                     *           "client": {
                     *             "ip": "203.0.113.7",
                     *             "userAgent": "curl/8.5.0"
                     *           }
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["AuditEventPage"];
                };
            };
        };
    };
    listInvitations: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "invite_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "organizationId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "email": "grace@example.com",
                     *           "role": "member",
                     *           "sentAt": "2027-01-01T12:00:01.000Z",
                     *           "expiresAt": "2027-01-08T12:00:01.000Z",
                     *           "version": 2,
                     *           "createdAt": "2027-01-01T12:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["InvitationPage"];
                };
            };
        };
    };
    createInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "grace@example.com",
                 *       "role": "member"
                 *     }
                 */
                "application/json": {
                    /** Format: email */
                    email: string;
                    /** @description Built in: `owner`, `admin`, `member`, `billing`; or one of the organization’s own. */
                    role: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "invite_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "organizationId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "email": "grace@example.com",
                     *       "role": "member",
                     *       "sentAt": null,
                     *       "expiresAt": "2027-01-08T12:00:01.000Z",
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Invitation"];
                };
            };
        };
    };
    getInvitation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the invitation. */
                invitationId: string;
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "invite_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "organizationId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "email": "grace@example.com",
                     *       "role": "member",
                     *       "sentAt": "2027-01-01T12:00:01.000Z",
                     *       "expiresAt": "2027-01-08T12:00:01.000Z",
                     *       "version": 2,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Invitation"];
                };
            };
        };
    };
    revokeInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the invitation. */
                invitationId: string;
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    resendInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the invitation. */
                invitationId: string;
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "invite_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "organizationId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "email": "grace@example.com",
                     *       "role": "member",
                     *       "sentAt": "2027-01-01T12:00:01.000Z",
                     *       "expiresAt": "2027-01-08T12:00:01.000Z",
                     *       "version": 2,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Invitation"];
                };
            };
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "userId": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "name": "Ada",
                     *           "email": "ada@example.com",
                     *           "role": "admin",
                     *           "version": 1,
                     *           "createdAt": "2027-01-01T12:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
        };
    };
    getMember: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the organization. */
                organizationId: string;
                /** @description The id of the user. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "userId": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "name": "Ada",
                     *       "email": "ada@example.com",
                     *       "role": "admin",
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the organization. */
                organizationId: string;
                /** @description The id of the user. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateMember: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is meant for; 412 where the resource has another by now.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description The id of the organization. */
                organizationId: string;
                /** @description The id of the user. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "billing"
                 *     }
                 */
                "application/json": {
                    /** @description Built in: `owner`, `admin`, `member`, `billing`; or one of the organization’s own. */
                    role?: string;
                };
                /**
                 * @example {
                 *       "role": "billing"
                 *     }
                 */
                "application/merge-patch+json": {
                    /** @description Built in: `owner`, `admin`, `member`, `billing`; or one of the organization’s own. */
                    role?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "userId": "user_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "name": "Ada",
                     *       "email": "ada@example.com",
                     *       "role": "billing",
                     *       "version": 2,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    listRoles: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "key": "support",
                     *           "name": "Support",
                     *           "permissions": [
                     *             "users:members:read",
                     *             "billing:invoices:read"
                     *           ],
                     *           "builtIn": false,
                     *           "version": 1
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["RolePage"];
                };
            };
        };
    };
    createRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "support",
                 *       "name": "Support",
                 *       "permissions": [
                 *         "users:members:read",
                 *         "billing:invoices:read"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description Built in: `owner`, `admin`, `member`, `billing`; or one of the organization’s own. */
                    key: string;
                    name: string & (unknown & unknown);
                    /** @description Permissions (`module:resource:action`) that the caller holds too. */
                    permissions: string[];
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "support",
                     *       "name": "Support",
                     *       "permissions": [
                     *         "users:members:read",
                     *         "billing:invoices:read"
                     *       ],
                     *       "builtIn": false,
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Role"];
                };
            };
        };
    };
    getRole: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the organization. */
                organizationId: string;
                /** @description Built in: `owner`, `admin`, `member`, `billing`; or one of the organization’s own. */
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "support",
                     *       "name": "Support",
                     *       "permissions": [
                     *         "users:members:read",
                     *         "billing:invoices:read"
                     *       ],
                     *       "builtIn": false,
                     *       "version": 1
                     *     }
                     */
                    "application/json": components["schemas"]["Role"];
                };
            };
        };
    };
    deleteRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the organization. */
                organizationId: string;
                /** @description Built in: `owner`, `admin`, `member`, `billing`; or one of the organization’s own. */
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    updateRole: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the change is meant for; 412 where the resource has another by now.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @description The id of the organization. */
                organizationId: string;
                /** @description Built in: `owner`, `admin`, `member`, `billing`; or one of the organization’s own. */
                role: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "permissions": [
                 *         "users:members:read"
                 *       ]
                 *     }
                 */
                "application/json": {
                    name?: string & (unknown & unknown);
                    /** @description Permissions (`module:resource:action`) that the caller holds too. */
                    permissions?: string[];
                };
                /**
                 * @example {
                 *       "permissions": [
                 *         "users:members:read"
                 *       ]
                 *     }
                 */
                "application/merge-patch+json": {
                    name?: string & (unknown & unknown);
                    /** @description Permissions (`module:resource:action`) that the caller holds too. */
                    permissions?: string[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "support",
                     *       "name": "Support",
                     *       "permissions": [
                     *         "users:members:read"
                     *       ],
                     *       "builtIn": false,
                     *       "version": 2
                     *     }
                     */
                    "application/json": components["schemas"]["Role"];
                };
            };
        };
    };
    transferOrganization: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the organization. */
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "userId": "user_01h2xcejqtf2nbrexx3vqjhp41"
                 *     }
                 */
                "application/json": {
                    userId: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "org_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "name": "Analytical Engines",
                     *       "role": "admin",
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Organization"];
                };
            };
        };
    };
    listPlans: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Only the versions of the plan with this key. */
                key?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "key": "pro",
                     *           "name": "Pro",
                     *           "currency": "EUR",
                     *           "interval": "month",
                     *           "intervalCount": 1,
                     *           "charges": [
                     *             {
                     *               "id": "charge_01h2xcejqtf2nbrexx3vqjhp40",
                     *               "key": "base",
                     *               "model": "flat",
                     *               "timing": "inAdvance",
                     *               "amount": "20.00"
                     *             },
                     *             {
                     *               "id": "charge_01h2xcejqtf2nbrexx3vqjhp41",
                     *               "key": "calls",
                     *               "model": "graduated",
                     *               "timing": "inArrears",
                     *               "meter": "api_calls",
                     *               "tiers": [
                     *                 {
                     *                   "upTo": "1000",
                     *                   "unitAmount": "0",
                     *                   "flatAmount": "0"
                     *                 },
                     *                 {
                     *                   "upTo": null,
                     *                   "unitAmount": "0.01",
                     *                   "flatAmount": "0"
                     *                 }
                     *               ]
                     *             }
                     *           ],
                     *           "id": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "version": 1,
                     *           "status": "published",
                     *           "trialDays": 0,
                     *           "proration": "second",
                     *           "createdAt": "2027-01-01T12:00:00.000Z",
                     *           "productId": null,
                     *           "derivedFrom": null,
                     *           "accountId": null,
                     *           "features": [],
                     *           "publishedAt": "2027-01-01T12:05:00.000Z",
                     *           "revision": 2,
                     *           "retiredAt": null
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["PlanPage"];
                };
            };
        };
    };
    createPlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "pro",
                 *       "name": "Pro",
                 *       "currency": "EUR",
                 *       "interval": "month",
                 *       "intervalCount": 1,
                 *       "charges": [
                 *         {
                 *           "key": "base",
                 *           "model": "flat",
                 *           "timing": "inAdvance",
                 *           "amount": "20.00"
                 *         },
                 *         {
                 *           "key": "calls",
                 *           "model": "graduated",
                 *           "timing": "inArrears",
                 *           "meter": "api_calls",
                 *           "tiers": [
                 *             {
                 *               "upTo": "1000",
                 *               "unitAmount": "0",
                 *               "flatAmount": "0"
                 *             },
                 *             {
                 *               "upTo": null,
                 *               "unitAmount": "0.01",
                 *               "flatAmount": "0"
                 *             }
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    charges: components["schemas"]["NewCharge"][];
                    currency: string;
                    features?: components["schemas"]["PlanFeature"][];
                    /** @enum {string} */
                    interval: "day" | "week" | "month" | "year";
                    /** @description A period lasts this many intervals. */
                    intervalCount: number;
                    key: string;
                    name: string & (unknown & unknown);
                    productId?: string;
                    /**
                     * @description `second`, where it is left out.
                     * @enum {string}
                     */
                    proration?: "second" | "day";
                    /** @description Days without charge before the first period; none where it is left out. */
                    trialDays?: number;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "pro",
                     *       "name": "Pro",
                     *       "currency": "EUR",
                     *       "interval": "month",
                     *       "intervalCount": 1,
                     *       "charges": [
                     *         {
                     *           "id": "charge_01h2xcejqtf2nbrexx3vqjhp40",
                     *           "key": "base",
                     *           "model": "flat",
                     *           "timing": "inAdvance",
                     *           "amount": "20.00"
                     *         },
                     *         {
                     *           "id": "charge_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "key": "calls",
                     *           "model": "graduated",
                     *           "timing": "inArrears",
                     *           "meter": "api_calls",
                     *           "tiers": [
                     *             {
                     *               "upTo": "1000",
                     *               "unitAmount": "0",
                     *               "flatAmount": "0"
                     *             },
                     *             {
                     *               "upTo": null,
                     *               "unitAmount": "0.01",
                     *               "flatAmount": "0"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "id": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "version": 1,
                     *       "status": "draft",
                     *       "trialDays": 0,
                     *       "proration": "second",
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "productId": null,
                     *       "derivedFrom": null,
                     *       "accountId": null,
                     *       "features": [],
                     *       "publishedAt": null,
                     *       "revision": 1,
                     *       "retiredAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Plan"];
                };
            };
        };
    };
    getPlan: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the plan. */
                planId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "pro",
                     *       "name": "Pro",
                     *       "currency": "EUR",
                     *       "interval": "month",
                     *       "intervalCount": 1,
                     *       "charges": [
                     *         {
                     *           "id": "charge_01h2xcejqtf2nbrexx3vqjhp40",
                     *           "key": "base",
                     *           "model": "flat",
                     *           "timing": "inAdvance",
                     *           "amount": "20.00"
                     *         },
                     *         {
                     *           "id": "charge_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "key": "calls",
                     *           "model": "graduated",
                     *           "timing": "inArrears",
                     *           "meter": "api_calls",
                     *           "tiers": [
                     *             {
                     *               "upTo": "1000",
                     *               "unitAmount": "0",
                     *               "flatAmount": "0"
                     *             },
                     *             {
                     *               "upTo": null,
                     *               "unitAmount": "0.01",
                     *               "flatAmount": "0"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "id": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "version": 1,
                     *       "status": "published",
                     *       "trialDays": 0,
                     *       "proration": "second",
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "productId": null,
                     *       "derivedFrom": null,
                     *       "accountId": null,
                     *       "features": [],
                     *       "publishedAt": "2027-01-01T12:05:00.000Z",
                     *       "revision": 2,
                     *       "retiredAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Plan"];
                };
            };
        };
    };
    overridePlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the plan. */
                planId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ownerId": "org_01h2xcejqtf2nbrexx3vqjhp41",
                 *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                 *       "charges": [
                 *         {
                 *           "key": "base",
                 *           "model": "flat",
                 *           "amount": "15.00"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description One of the owner's accounts. */
                    accountId: string;
                    /** @description The charges that have another price for this account; the others stay. */
                    charges: components["schemas"]["ChargeOverride"][];
                    /** @description The organization that pays. */
                    ownerId: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "pro",
                     *       "name": "Pro",
                     *       "currency": "EUR",
                     *       "interval": "month",
                     *       "intervalCount": 1,
                     *       "charges": [
                     *         {
                     *           "id": "charge_01h2xcejqtf2nbrexx3vqjhp40",
                     *           "key": "base",
                     *           "model": "flat",
                     *           "timing": "inAdvance",
                     *           "amount": "20.00"
                     *         },
                     *         {
                     *           "id": "charge_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "key": "calls",
                     *           "model": "graduated",
                     *           "timing": "inArrears",
                     *           "meter": "api_calls",
                     *           "tiers": [
                     *             {
                     *               "upTo": "1000",
                     *               "unitAmount": "0",
                     *               "flatAmount": "0"
                     *             },
                     *             {
                     *               "upTo": null,
                     *               "unitAmount": "0.01",
                     *               "flatAmount": "0"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "id": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "version": 1,
                     *       "status": "published",
                     *       "trialDays": 0,
                     *       "proration": "second",
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "productId": null,
                     *       "derivedFrom": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "features": [],
                     *       "publishedAt": "2027-01-01T12:05:00.000Z",
                     *       "revision": 2,
                     *       "retiredAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Plan"];
                };
            };
        };
    };
    publishPlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the plan. */
                planId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "pro",
                     *       "name": "Pro",
                     *       "currency": "EUR",
                     *       "interval": "month",
                     *       "intervalCount": 1,
                     *       "charges": [
                     *         {
                     *           "id": "charge_01h2xcejqtf2nbrexx3vqjhp40",
                     *           "key": "base",
                     *           "model": "flat",
                     *           "timing": "inAdvance",
                     *           "amount": "20.00"
                     *         },
                     *         {
                     *           "id": "charge_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "key": "calls",
                     *           "model": "graduated",
                     *           "timing": "inArrears",
                     *           "meter": "api_calls",
                     *           "tiers": [
                     *             {
                     *               "upTo": "1000",
                     *               "unitAmount": "0",
                     *               "flatAmount": "0"
                     *             },
                     *             {
                     *               "upTo": null,
                     *               "unitAmount": "0.01",
                     *               "flatAmount": "0"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "id": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "version": 1,
                     *       "status": "published",
                     *       "trialDays": 0,
                     *       "proration": "second",
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "productId": null,
                     *       "derivedFrom": null,
                     *       "accountId": null,
                     *       "features": [],
                     *       "publishedAt": "2027-01-01T12:05:00.000Z",
                     *       "revision": 2,
                     *       "retiredAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Plan"];
                };
            };
        };
    };
    retirePlan: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the plan. */
                planId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "pro",
                     *       "name": "Pro",
                     *       "currency": "EUR",
                     *       "interval": "month",
                     *       "intervalCount": 1,
                     *       "charges": [
                     *         {
                     *           "id": "charge_01h2xcejqtf2nbrexx3vqjhp40",
                     *           "key": "base",
                     *           "model": "flat",
                     *           "timing": "inAdvance",
                     *           "amount": "20.00"
                     *         },
                     *         {
                     *           "id": "charge_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "key": "calls",
                     *           "model": "graduated",
                     *           "timing": "inArrears",
                     *           "meter": "api_calls",
                     *           "tiers": [
                     *             {
                     *               "upTo": "1000",
                     *               "unitAmount": "0",
                     *               "flatAmount": "0"
                     *             },
                     *             {
                     *               "upTo": null,
                     *               "unitAmount": "0.01",
                     *               "flatAmount": "0"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "id": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "version": 1,
                     *       "status": "retired",
                     *       "trialDays": 0,
                     *       "proration": "second",
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "productId": null,
                     *       "derivedFrom": null,
                     *       "accountId": null,
                     *       "features": [],
                     *       "publishedAt": "2027-01-01T12:05:00.000Z",
                     *       "revision": 3,
                     *       "retiredAt": "2027-06-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Plan"];
                };
            };
        };
    };
    previewPricing: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currency": "EUR",
                 *       "charges": [
                 *         {
                 *           "key": "seats",
                 *           "model": "standard",
                 *           "unitAmount": "0.125",
                 *           "quantity": "3"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    charges: components["schemas"]["PreviewedCharge"][];
                    currency: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "lines": [
                     *         {
                     *           "key": "seats",
                     *           "amount": {
                     *             "amount": 38,
                     *             "currency": "EUR"
                     *           },
                     *           "exact": "0.375",
                     *           "breakdown": [
                     *             {
                     *               "kind": "units",
                     *               "quantity": "3",
                     *               "unitAmount": "0.125",
                     *               "amount": "0.375"
                     *             }
                     *           ]
                     *         }
                     *       ],
                     *       "total": {
                     *         "amount": 38,
                     *         "currency": "EUR"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["PricingPreview"];
                };
            };
        };
    };
    listProducts: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "prod_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "key": "engine",
                     *           "name": "Analytical Engine",
                     *           "description": "Computes.",
                     *           "status": "active",
                     *           "version": 1,
                     *           "createdAt": "2027-01-01T12:00:00.000Z",
                     *           "archivedAt": null
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["ProductPage"];
                };
            };
        };
    };
    createProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "engine",
                 *       "name": "Analytical Engine",
                 *       "description": "Computes."
                 *     }
                 */
                "application/json": {
                    description?: string;
                    key: string;
                    name: string & (unknown & unknown);
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "prod_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "key": "engine",
                     *       "name": "Analytical Engine",
                     *       "description": "Computes.",
                     *       "status": "active",
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "archivedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    getProduct: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the product. */
                productId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "prod_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "key": "engine",
                     *       "name": "Analytical Engine",
                     *       "description": "Computes.",
                     *       "status": "active",
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "archivedAt": null
                     *     }
                     */
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    archiveProduct: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the product. */
                productId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "prod_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "key": "engine",
                     *       "name": "Analytical Engine",
                     *       "description": "Computes.",
                     *       "status": "archived",
                     *       "version": 2,
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "archivedAt": "2027-01-01T12:05:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    listSubscriptions: {
        parameters: {
            query?: {
                /** @description Only those of this account. */
                accountId?: string;
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "planId": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "quantity": "1",
                     *           "status": "active",
                     *           "currentPeriod": {
                     *             "start": "2027-01-31T00:00:00.000Z",
                     *             "end": "2027-02-28T00:00:00.000Z"
                     *           },
                     *           "anchorDay": null,
                     *           "startsAt": "2027-01-31T10:00:00.000Z",
                     *           "trialEnd": null,
                     *           "resumesAt": null,
                     *           "cancelAt": null,
                     *           "endsAt": null,
                     *           "endedAt": null,
                     *           "version": 1,
                     *           "createdAt": "2027-01-31T10:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionPage"];
                };
            };
        };
    };
    createSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                 *       "planId": "plan_01h2xcejqtf2nbrexx3vqjhp41"
                 *     }
                 */
                "application/json": {
                    accountId: string;
                    /** @description Periods begin on this day of the month, or on the last of a month without it; the first is a part of one. */
                    anchorDay?: number;
                    /**
                     * Format: date-time
                     * @description Expires then; nothing is billed beyond.
                     */
                    endsAt?: string;
                    planId: string;
                    /** @description What charges without a meter are charged for, such as seats; 1 where it is left out. */
                    quantity?: string;
                    /**
                     * Format: date-time
                     * @description Later, or up to a year back: what was missed since is billed at once. Now, where it is left out.
                     */
                    startsAt?: string;
                    /** @description Instead of the plan's. */
                    trialDays?: number;
                    /**
                     * Format: date-time
                     * @description Instead of days of trial, the plan's or its own.
                     */
                    trialEnd?: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "planId": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "quantity": "1",
                     *       "status": "active",
                     *       "currentPeriod": {
                     *         "start": "2027-01-31T00:00:00.000Z",
                     *         "end": "2027-02-28T00:00:00.000Z"
                     *       },
                     *       "anchorDay": null,
                     *       "startsAt": "2027-01-31T10:00:00.000Z",
                     *       "trialEnd": null,
                     *       "resumesAt": null,
                     *       "cancelAt": null,
                     *       "endsAt": null,
                     *       "endedAt": null,
                     *       "version": 1,
                     *       "createdAt": "2027-01-31T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Subscription"];
                };
            };
        };
    };
    getSubscription: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the subscription. */
                subscriptionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "planId": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "quantity": "1",
                     *       "status": "active",
                     *       "currentPeriod": {
                     *         "start": "2027-01-31T00:00:00.000Z",
                     *         "end": "2027-02-28T00:00:00.000Z"
                     *       },
                     *       "anchorDay": null,
                     *       "startsAt": "2027-01-31T10:00:00.000Z",
                     *       "trialEnd": null,
                     *       "resumesAt": null,
                     *       "cancelAt": null,
                     *       "endsAt": null,
                     *       "endedAt": null,
                     *       "version": 1,
                     *       "createdAt": "2027-01-31T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Subscription"];
                };
            };
        };
    };
    cancelSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the subscription. */
                subscriptionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "when": "periodEnd"
                 *     }
                 */
                "application/json": {
                    /** @description False, for now alone, keeps what is unused of what was billed in advance; it is given back otherwise. */
                    credit?: boolean;
                    /** @enum {string} */
                    when: "now" | "periodEnd";
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "planId": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "quantity": "1",
                     *       "status": "active",
                     *       "currentPeriod": {
                     *         "start": "2027-01-31T00:00:00.000Z",
                     *         "end": "2027-02-28T00:00:00.000Z"
                     *       },
                     *       "anchorDay": null,
                     *       "startsAt": "2027-01-31T10:00:00.000Z",
                     *       "trialEnd": null,
                     *       "resumesAt": null,
                     *       "cancelAt": "2027-02-28T00:00:00.000Z",
                     *       "endsAt": null,
                     *       "endedAt": null,
                     *       "version": 2,
                     *       "createdAt": "2027-01-31T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Subscription"];
                };
            };
        };
    };
    changeSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the subscription. */
                subscriptionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "quantity": "5",
                 *       "when": "now"
                 *     }
                 */
                "application/json": {
                    planId?: string;
                    /** @description What charges without a meter are charged for, such as seats. */
                    quantity?: string;
                    /**
                     * @description Where it is left out: at the end of the period if less is paid from then on, now otherwise.
                     * @enum {string}
                     */
                    when?: "now" | "periodEnd";
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "planId": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "quantity": "5",
                     *       "status": "active",
                     *       "currentPeriod": {
                     *         "start": "2027-01-31T00:00:00.000Z",
                     *         "end": "2027-02-28T00:00:00.000Z"
                     *       },
                     *       "anchorDay": null,
                     *       "startsAt": "2027-01-31T10:00:00.000Z",
                     *       "trialEnd": null,
                     *       "resumesAt": null,
                     *       "cancelAt": null,
                     *       "endsAt": null,
                     *       "endedAt": null,
                     *       "version": 2,
                     *       "createdAt": "2027-01-31T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Subscription"];
                };
            };
        };
    };
    previewSubscriptionChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the subscription. */
                subscriptionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "quantity": "5",
                 *       "when": "now"
                 *     }
                 */
                "application/json": {
                    planId?: string;
                    /** @description What charges without a meter are charged for, such as seats. */
                    quantity?: string;
                    /**
                     * @description Where it is left out: at the end of the period if less is paid from then on, now otherwise.
                     * @enum {string}
                     */
                    when?: "now" | "periodEnd";
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "invoice": {
                     *         "currency": "EUR",
                     *         "issueDate": "2027-01-31",
                     *         "lines": [
                     *           {
                     *             "charge": "base",
                     *             "description": "Pro: base",
                     *             "quantity": null,
                     *             "period": {
                     *               "start": "2027-01-31T00:00:00.000Z",
                     *               "end": "2027-02-28T00:00:00.000Z"
                     *             },
                     *             "amount": {
                     *               "amount": 2000,
                     *               "currency": "EUR"
                     *             },
                     *             "discount": {
                     *               "amount": 0,
                     *               "currency": "EUR"
                     *             },
                     *             "discounts": [],
                     *             "net": {
                     *               "amount": 2000,
                     *               "currency": "EUR"
                     *             },
                     *             "taxTreatment": "exempt",
                     *             "taxRate": null,
                     *             "tax": {
                     *               "amount": 0,
                     *               "currency": "EUR"
                     *             },
                     *             "explanation": {
                     *               "model": "flat",
                     *               "exact": "20.00"
                     *             }
                     *           }
                     *         ],
                     *         "subtotal": {
                     *           "amount": 2000,
                     *           "currency": "EUR"
                     *         },
                     *         "discount": {
                     *           "amount": 0,
                     *           "currency": "EUR"
                     *         },
                     *         "discounts": [],
                     *         "net": {
                     *           "amount": 2000,
                     *           "currency": "EUR"
                     *         },
                     *         "taxes": [
                     *           {
                     *             "treatment": "exempt",
                     *             "rate": null,
                     *             "base": {
                     *               "amount": 2000,
                     *               "currency": "EUR"
                     *             },
                     *             "amount": {
                     *               "amount": 0,
                     *               "currency": "EUR"
                     *             }
                     *           }
                     *         ],
                     *         "taxNote": "Exempt from tax.",
                     *         "tax": {
                     *           "amount": 0,
                     *           "currency": "EUR"
                     *         },
                     *         "total": {
                     *           "amount": 2000,
                     *           "currency": "EUR"
                     *         },
                     *         "creditApplied": {
                     *           "amount": 0,
                     *           "currency": "EUR"
                     *         },
                     *         "creditCarried": {
                     *           "amount": 0,
                     *           "currency": "EUR"
                     *         },
                     *         "amountDue": {
                     *           "amount": 2000,
                     *           "currency": "EUR"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionPreview"];
                };
            };
        };
    };
    listSubscriptionChanges: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The id of the subscription. */
                subscriptionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "subchange_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "subscriptionId": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "planId": null,
                     *           "quantity": "5",
                     *           "state": "waiting",
                     *           "effectiveAt": "2027-02-28T00:00:00.000Z",
                     *           "createdAt": "2027-02-10T09:00:00.000Z"
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionChangePage"];
                };
            };
        };
    };
    withdrawSubscriptionChange: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the change. */
                changeId: string;
                /** @description The id of the subscription. */
                subscriptionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "planId": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "quantity": "1",
                     *       "status": "active",
                     *       "currentPeriod": {
                     *         "start": "2027-01-31T00:00:00.000Z",
                     *         "end": "2027-02-28T00:00:00.000Z"
                     *       },
                     *       "anchorDay": null,
                     *       "startsAt": "2027-01-31T10:00:00.000Z",
                     *       "trialEnd": null,
                     *       "resumesAt": null,
                     *       "cancelAt": null,
                     *       "endsAt": null,
                     *       "endedAt": null,
                     *       "version": 3,
                     *       "createdAt": "2027-01-31T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Subscription"];
                };
            };
        };
    };
    pauseSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the subscription. */
                subscriptionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "resumesAt": "2027-02-20T00:00:00Z"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: date-time
                     * @description Resumes by itself then.
                     */
                    resumesAt?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "planId": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "quantity": "1",
                     *       "status": "paused",
                     *       "currentPeriod": {
                     *         "start": "2027-01-31T00:00:00.000Z",
                     *         "end": "2027-02-28T00:00:00.000Z"
                     *       },
                     *       "anchorDay": null,
                     *       "startsAt": "2027-01-31T10:00:00.000Z",
                     *       "trialEnd": null,
                     *       "resumesAt": "2027-02-20T00:00:00.000Z",
                     *       "cancelAt": null,
                     *       "endsAt": null,
                     *       "endedAt": null,
                     *       "version": 2,
                     *       "createdAt": "2027-01-31T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Subscription"];
                };
            };
        };
    };
    previewSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the subscription. */
                subscriptionId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": {
                    planId?: string;
                    /** @description What charges without a meter are charged for, such as seats. */
                    quantity?: string;
                    /**
                     * @description Where it is left out: at the end of the period if less is paid from then on, now otherwise.
                     * @enum {string}
                     */
                    when?: "now" | "periodEnd";
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "invoice": {
                     *         "currency": "EUR",
                     *         "issueDate": "2027-01-31",
                     *         "lines": [
                     *           {
                     *             "charge": "base",
                     *             "description": "Pro: base",
                     *             "quantity": null,
                     *             "period": {
                     *               "start": "2027-01-31T00:00:00.000Z",
                     *               "end": "2027-02-28T00:00:00.000Z"
                     *             },
                     *             "amount": {
                     *               "amount": 2000,
                     *               "currency": "EUR"
                     *             },
                     *             "discount": {
                     *               "amount": 0,
                     *               "currency": "EUR"
                     *             },
                     *             "discounts": [],
                     *             "net": {
                     *               "amount": 2000,
                     *               "currency": "EUR"
                     *             },
                     *             "taxTreatment": "exempt",
                     *             "taxRate": null,
                     *             "tax": {
                     *               "amount": 0,
                     *               "currency": "EUR"
                     *             },
                     *             "explanation": {
                     *               "model": "flat",
                     *               "exact": "20.00"
                     *             }
                     *           }
                     *         ],
                     *         "subtotal": {
                     *           "amount": 2000,
                     *           "currency": "EUR"
                     *         },
                     *         "discount": {
                     *           "amount": 0,
                     *           "currency": "EUR"
                     *         },
                     *         "discounts": [],
                     *         "net": {
                     *           "amount": 2000,
                     *           "currency": "EUR"
                     *         },
                     *         "taxes": [
                     *           {
                     *             "treatment": "exempt",
                     *             "rate": null,
                     *             "base": {
                     *               "amount": 2000,
                     *               "currency": "EUR"
                     *             },
                     *             "amount": {
                     *               "amount": 0,
                     *               "currency": "EUR"
                     *             }
                     *           }
                     *         ],
                     *         "taxNote": "Exempt from tax.",
                     *         "tax": {
                     *           "amount": 0,
                     *           "currency": "EUR"
                     *         },
                     *         "total": {
                     *           "amount": 2000,
                     *           "currency": "EUR"
                     *         },
                     *         "creditApplied": {
                     *           "amount": 0,
                     *           "currency": "EUR"
                     *         },
                     *         "creditCarried": {
                     *           "amount": 0,
                     *           "currency": "EUR"
                     *         },
                     *         "amountDue": {
                     *           "amount": 2000,
                     *           "currency": "EUR"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionPreview"];
                };
            };
        };
    };
    resumeSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the subscription. */
                subscriptionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "planId": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "quantity": "1",
                     *       "status": "active",
                     *       "currentPeriod": {
                     *         "start": "2027-01-31T00:00:00.000Z",
                     *         "end": "2027-02-28T00:00:00.000Z"
                     *       },
                     *       "anchorDay": null,
                     *       "startsAt": "2027-01-31T10:00:00.000Z",
                     *       "trialEnd": null,
                     *       "resumesAt": null,
                     *       "cancelAt": null,
                     *       "endsAt": null,
                     *       "endedAt": null,
                     *       "version": 3,
                     *       "createdAt": "2027-01-31T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Subscription"];
                };
            };
        };
    };
    uncancelSubscription: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the subscription. */
                subscriptionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "sub_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "planId": "plan_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "quantity": "1",
                     *       "status": "active",
                     *       "currentPeriod": {
                     *         "start": "2027-01-31T00:00:00.000Z",
                     *         "end": "2027-02-28T00:00:00.000Z"
                     *       },
                     *       "anchorDay": null,
                     *       "startsAt": "2027-01-31T10:00:00.000Z",
                     *       "trialEnd": null,
                     *       "resumesAt": null,
                     *       "cancelAt": null,
                     *       "endsAt": null,
                     *       "endedAt": null,
                     *       "version": 3,
                     *       "createdAt": "2027-01-31T10:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Subscription"];
                };
            };
        };
    };
    previewNewSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "accountId": "acct_01h2xcejqtf2nbrexx3vqjhp41",
                 *       "planId": "plan_01h2xcejqtf2nbrexx3vqjhp41"
                 *     }
                 */
                "application/json": {
                    accountId: string;
                    /** @description Periods begin on this day of the month, or on the last of a month without it; the first is a part of one. */
                    anchorDay?: number;
                    /**
                     * Format: date-time
                     * @description Expires then; nothing is billed beyond.
                     */
                    endsAt?: string;
                    planId: string;
                    /** @description What charges without a meter are charged for, such as seats; 1 where it is left out. */
                    quantity?: string;
                    /**
                     * Format: date-time
                     * @description Later, or up to a year back: what was missed since is billed at once. Now, where it is left out.
                     */
                    startsAt?: string;
                    /** @description Instead of the plan's. */
                    trialDays?: number;
                    /**
                     * Format: date-time
                     * @description Instead of days of trial, the plan's or its own.
                     */
                    trialEnd?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "invoice": {
                     *         "currency": "EUR",
                     *         "issueDate": "2027-01-31",
                     *         "lines": [
                     *           {
                     *             "charge": "base",
                     *             "description": "Pro: base",
                     *             "quantity": null,
                     *             "period": {
                     *               "start": "2027-01-31T00:00:00.000Z",
                     *               "end": "2027-02-28T00:00:00.000Z"
                     *             },
                     *             "amount": {
                     *               "amount": 2000,
                     *               "currency": "EUR"
                     *             },
                     *             "discount": {
                     *               "amount": 0,
                     *               "currency": "EUR"
                     *             },
                     *             "discounts": [],
                     *             "net": {
                     *               "amount": 2000,
                     *               "currency": "EUR"
                     *             },
                     *             "taxTreatment": "exempt",
                     *             "taxRate": null,
                     *             "tax": {
                     *               "amount": 0,
                     *               "currency": "EUR"
                     *             },
                     *             "explanation": {
                     *               "model": "flat",
                     *               "exact": "20.00"
                     *             }
                     *           }
                     *         ],
                     *         "subtotal": {
                     *           "amount": 2000,
                     *           "currency": "EUR"
                     *         },
                     *         "discount": {
                     *           "amount": 0,
                     *           "currency": "EUR"
                     *         },
                     *         "discounts": [],
                     *         "net": {
                     *           "amount": 2000,
                     *           "currency": "EUR"
                     *         },
                     *         "taxes": [
                     *           {
                     *             "treatment": "exempt",
                     *             "rate": null,
                     *             "base": {
                     *               "amount": 2000,
                     *               "currency": "EUR"
                     *             },
                     *             "amount": {
                     *               "amount": 0,
                     *               "currency": "EUR"
                     *             }
                     *           }
                     *         ],
                     *         "taxNote": "Exempt from tax.",
                     *         "tax": {
                     *           "amount": 0,
                     *           "currency": "EUR"
                     *         },
                     *         "total": {
                     *           "amount": 2000,
                     *           "currency": "EUR"
                     *         },
                     *         "creditApplied": {
                     *           "amount": 0,
                     *           "currency": "EUR"
                     *         },
                     *         "creditCarried": {
                     *           "amount": 0,
                     *           "currency": "EUR"
                     *         },
                     *         "amountDue": {
                     *           "amount": 2000,
                     *           "currency": "EUR"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["SubscriptionPreview"];
                };
            };
        };
    };
    listTaxRates: {
        parameters: {
            query?: {
                /** @description The `nextCursor` of the page before. */
                cursor?: string;
                /** @description Only the versions of this rate. */
                key?: string;
                /** @description How many to show: 1 to 100, 20 where it is left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "key": "at_standard",
                     *           "name": "USt",
                     *           "jurisdiction": "AT",
                     *           "percentage": "20",
                     *           "behavior": "exclusive",
                     *           "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *           "version": 1,
                     *           "revision": 1,
                     *           "status": "active",
                     *           "createdAt": "2027-01-01T12:00:00.000Z",
                     *           "archivedAt": null,
                     *           "parts": []
                     *         }
                     *       ],
                     *       "nextCursor": null
                     *     }
                     */
                    "application/json": components["schemas"]["TaxRatePage"];
                };
            };
        };
    };
    createTaxRate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "key": "at_standard",
                 *       "name": "USt",
                 *       "jurisdiction": "AT",
                 *       "percentage": "20",
                 *       "behavior": "exclusive"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Whether tax is added to prices, or within them.
                     * @enum {string}
                     */
                    behavior: "exclusive" | "inclusive";
                    /** @description Whose tax it is, such as AT or California. */
                    jurisdiction: string & (unknown & unknown);
                    key: string;
                    name: string & (unknown & unknown);
                    /** @description Keys of active tax rates of the same behavior that are asked for together. It stays with their versions of now. */
                    parts?: string[];
                    /** @description From 0 to 100: "20" is 20 %. Either this or `parts`. */
                    percentage?: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "at_standard",
                     *       "name": "USt",
                     *       "jurisdiction": "AT",
                     *       "percentage": "20",
                     *       "behavior": "exclusive",
                     *       "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "version": 1,
                     *       "revision": 1,
                     *       "status": "active",
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "archivedAt": null,
                     *       "parts": []
                     *     }
                     */
                    "application/json": components["schemas"]["TaxRate"];
                };
            };
        };
    };
    getTaxRate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the tax rate. */
                taxRateId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "at_standard",
                     *       "name": "USt",
                     *       "jurisdiction": "AT",
                     *       "percentage": "20",
                     *       "behavior": "exclusive",
                     *       "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "version": 1,
                     *       "revision": 1,
                     *       "status": "active",
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "archivedAt": null,
                     *       "parts": []
                     *     }
                     */
                    "application/json": components["schemas"]["TaxRate"];
                };
            };
        };
    };
    archiveTaxRate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the tax rate. */
                taxRateId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key": "at_standard",
                     *       "name": "USt",
                     *       "jurisdiction": "AT",
                     *       "percentage": "20",
                     *       "behavior": "exclusive",
                     *       "id": "taxrate_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "version": 1,
                     *       "revision": 2,
                     *       "status": "archived",
                     *       "createdAt": "2027-01-01T12:00:00.000Z",
                     *       "archivedAt": "2027-01-01T12:05:00.000Z",
                     *       "parts": []
                     *     }
                     */
                    "application/json": components["schemas"]["TaxRate"];
                };
            };
        };
    };
    createTestClock: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "now": "2027-01-31T10:00:00.000Z"
                 *     }
                 */
                "application/json": {
                    /** Format: date-time */
                    now: string;
                };
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "clock_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "now": "2027-01-31T10:00:00.000Z",
                     *       "target": null,
                     *       "status": "ready",
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TestClock"];
                };
            };
        };
    };
    getTestClock: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The `ETag` that the caller has already; 304 where it is still the same.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @description The id of the test clock. */
                testClockId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "clock_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "now": "2027-01-31T10:00:00.000Z",
                     *       "target": null,
                     *       "status": "ready",
                     *       "version": 1,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TestClock"];
                };
            };
        };
    };
    advanceTestClock: {
        parameters: {
            query?: never;
            header?: {
                /** @description Runs the request once; for 24 hours the same key and body get the first answer again, marked `Idempotent-Replayed: true`. Secrets that are shown once are null in it. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The id of the test clock. */
                testClockId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "to": "2027-03-01T12:00:00Z"
                 *     }
                 */
                "application/json": {
                    /** Format: date-time */
                    to: string;
                };
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "clock_01h2xcejqtf2nbrexx3vqjhp41",
                     *       "now": "2027-01-31T10:00:00.000Z",
                     *       "target": "2027-03-01T12:00:00.000Z",
                     *       "status": "advancing",
                     *       "version": 2,
                     *       "createdAt": "2027-01-01T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TestClock"];
                };
            };
        };
    };
    getUsage: {
        parameters: {
            query: {
                /** @description The id of the account. */
                accountId: string;
                /** @description Events from this instant on. */
                from: string;
                /** @description Properties that the meter groups by, separated by commas: a row for each combination of their values. */
                groupBy?: string;
                /** @description The key of the meter. */
                meter: string;
                /** @description Events before this instant. */
                to: string;
                /** @description A row for each of these, in the account's time zone; one row where it is left out. */
                window?: "hour" | "day" | "month";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "from": "2027-01-31T00:00:00.000Z",
                     *           "to": "2027-02-28T00:00:00.000Z",
                     *           "value": "1500"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Usage"];
                };
            };
        };
    };
    recordUsageEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example [
                 *       {
                 *         "specversion": "1.0",
                 *         "id": "01890a5d-ac96-774b-bcce-b302099a8057",
                 *         "source": "https://api.example.com",
                 *         "type": "api.call",
                 *         "subject": "acct_01h455vb4pex5vsknk084sn02q",
                 *         "time": "2027-02-01T00:00:00.000Z"
                 *       }
                 *     ]
                 */
                "application/cloudevents-batch+json": components["schemas"]["UsageEvent"][];
                "application/cloudevents+json": components["schemas"]["UsageEvent"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "id": "01890a5d-ac96-774b-bcce-b302099a8057",
                     *           "status": "accepted"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UsageReceipts"];
                };
            };
        };
    };
}
