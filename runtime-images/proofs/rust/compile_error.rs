fn main() {
    let _i: i32 = "hello";
}
