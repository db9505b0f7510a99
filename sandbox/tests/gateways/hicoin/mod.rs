//! HiCoin's gateway as a state machine.

mod desk;
mod money;
mod notifications;
mod oauth;
mod page;
mod properties;
mod requests;

#[test]
fn the_tour_is_as_it_must_be() {
    let mut out = Vec::new();
    let mut tour = sandbox::tour::Tour::new(&mut out, false);
    sandbox::tour::hicoin::run(&mut tour);
    let counts = tour.counts();
    let out = String::from_utf8(out).unwrap();
    assert_eq!(counts, (12, 0), "{out}");
    use sandbox::hicoin::Config;
    for secret in [Config::DEFAULT_SECRET_KEY, Config::DEFAULT_MCH_KEY] {
        assert!(!out.contains(secret), "the tour shows a key");
    }
}
