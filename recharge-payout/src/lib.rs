//! recharge-payout
