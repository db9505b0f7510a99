//! Faults in the till itself, planted on purpose: a simulation that finds none of them would prove nothing.

macro_rules! defects {
    ($( $(#[doc = $doc:literal])+ $variant:ident = $name:literal, $provider:literal; )+) => {
        /// A mistake a till, or the client in it, could make.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Defect { $( $(#[doc = $doc])+ $variant, )+ }

        impl Defect {
            /// All of them, in the order of the documentation.
            pub const ALL: &[Self] = &[$( Self::$variant ),+];

            /// Its name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// The provider whose till makes the mistake.
            #[must_use]
            pub const fn provider(self) -> &'static str {
                match self { $( Self::$variant => $provider, )+ }
            }
        }
    };
}

defects! {
    /// Pays again under a new number when the connection was reset.
    PayAgainOnUnknown = "pay-again-on-unknown", "chaoying";
    /// Pays again under a new number after a crash, as if nothing had been sent.
    PayAgainAfterCrash = "pay-again-after-crash", "chaoying";
    /// Writes the intent only after the payment was sent.
    JournalAfterSending = "journal-after-sending", "chaoying";
    /// Takes an unknown outcome for a refusal.
    UnknownIsNotPaid = "unknown-is-not-paid", "chaoying";
    /// Takes an unknown outcome for a success.
    UnknownIsPaid = "unknown-is-paid", "chaoying";
    /// Takes "no such order" for "not paid".
    NoOrderIsNotPaid = "no-order-is-not-paid", "chaoying";
    /// Takes "not decided yet" for "not paid".
    OpenIsNotPaid = "open-is-not-paid", "chaoying";
    /// Takes "not decided yet" for "paid".
    OpenIsPaid = "open-is-paid", "chaoying";
    /// Takes a cancel for done once it was sent, without a query.
    CancelWithoutQuery = "cancel-without-query", "chaoying";
    /// Believes "paid" while a cancel may be under way.
    PaidWhileCancelling = "paid-while-cancelling", "chaoying";
    /// Does not compare the amount of a notification or a query with the sale's.
    NoAmountCheck = "no-amount-check", "chaoying";
    /// Does not compare an answer's order number with its own.
    NoOrderCheck = "no-order-check", "chaoying";
    /// Believes an answer whose signature is wrong.
    WrongSignatureBelieved = "wrong-signature-believed", "chaoying";
    /// Believes an answer without a signature.
    MissingSignatureBelieved = "missing-signature-believed", "chaoying";
    /// Believes a notification whose signature is wrong.
    ForgeryBelieved = "forgery-believed", "chaoying";
    /// Counts a notification as often as it comes.
    NotificationCountedTwice = "notification-counted-twice", "chaoying";
    /// Books a payment it learns of without looking whether a notification told of it meanwhile. (This simulation's own till once did.)
    BooksWithoutLooking = "books-without-looking", "chaoying";
    /// Cancels without looking whether a notification told of the payment meanwhile. (This simulation's own till once did.)
    CancelsWithoutLooking = "cancels-without-looking", "chaoying";
    /// Refunds again under a new number when the outcome is unknown.
    NewRefundNumberOnUnknown = "new-refund-number-on-unknown", "chaoying";
    /// Refunds again under a new number after a crash.
    NewRefundNumberAfterCrash = "new-refund-number-after-crash", "chaoying";
    /// Takes a refund of unknown outcome for done.
    UnknownRefundIsDone = "unknown-refund-is-done", "chaoying";
    /// Takes a refund of unknown outcome for failed.
    UnknownRefundIsFailed = "unknown-refund-is-failed", "chaoying";
    /// Takes a refund that is not sure (NOTSURE) for done.
    UnsureRefundIsDone = "unsure-refund-is-done", "chaoying";
    /// Gives up an order after three queries without telling anybody.
    GivesUpSilently = "gives-up-silently", "chaoying";
    /// Makes up numbers that do not follow from the seed.
    Undetermined = "undetermined", "chaoying";
    /// Pays out again under a new number when the outcome is unknown.
    PayOutAgainOnUnknown = "pay-out-again-on-unknown", "recharge_payout";
    /// Takes an unlisted or missing answer to a payout for a refusal.
    UnknownPayoutIsNotPaid = "unknown-payout-is-not-paid", "recharge_payout";
    /// Takes an accepted payout for a paid one.
    AcceptedPayoutIsPaid = "accepted-payout-is-paid", "recharge_payout";
    /// Believes a callback whose signature is wrong.
    ForgedCallbackBelieved = "forged-callback-believed", "recharge_payout";
    /// Does not look at a notification's signature.
    UnsignedNotificationBelieved = "unsigned-notification-believed", "hicoin";
    /// Transfers again under a new number when the outcome is unknown.
    TransferAgainOnUnknown = "transfer-again-on-unknown", "hicoin";
    /// Takes an accepted transfer for a paid one.
    AcceptedTransferIsPaid = "accepted-transfer-is-paid", "hicoin";
}

/// The defect planted in a till, if any. Without the feature `planted-defects` there is none.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Planted {
    #[cfg(feature = "planted-defects")]
    pub(crate) defect: Option<Defect>,
}

impl Planted {
    #[cfg(feature = "planted-defects")]
    pub(crate) fn has(self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    #[cfg(not(feature = "planted-defects"))]
    #[expect(
        clippy::unused_self,
        reason = "the same call with and without the feature"
    )]
    pub(crate) const fn has(self, _: Defect) -> bool {
        false
    }
}
