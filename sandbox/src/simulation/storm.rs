//! How often the line of the simulation misbehaves.

use crate::{Fault, FaultPlan, Rate};

/// Every fault strikes a little more than 5 % of all calls, those of a calm line at the end included. What comes later on a call's way
/// finds fewer calls to strike, and is drawn more often. `percent` evens out how much of its calls a provider's till makes on the calm line.
pub(crate) fn storm(percent: u32) -> FaultPlan {
    use Fault::*;
    let rate = |fault| match fault {
        Refuse | DropBeforeCommit => 55_000,
        DelayRequest => 55_500,
        Status500 | Status502 | Html200 | Redirect => 59_500,
        OtherOrder => 75_000,
        DropAfterCommit | Delay => 63_500,
        BadSignature | MissingSignature | DowngradedSignature => 92_000,
        Duplicate | LateVisible => 72_000,
        BitFlip => 67_000,
        Truncate => 72_000,
        NotifyForge => 100_000,
        NotifyLost | NotifyRepeat | NotifyReorder => 150_000,
    };
    let faults = Fault::ALL.iter();
    faults.fold(FaultPlan::none(), |plan, &fault| {
        plan.with(fault, Rate::per_million(rate(fault) * percent / 100))
            .expect("the rates of a stage stay below 1")
    })
}
