use calc::add;

#[test]
fn passes() {
    assert_eq!(add(1, 1), 2);
}

#[test]
fn fails() {
    assert_eq!(add(1, 1), 3);
}

#[test]
fn errs() -> Result<(), String> {
    Err("unexpected".to_string())
}
