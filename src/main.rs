//! x
fn main() {
    match advisor::kb::Files::embedded().load() {
        Ok(kb) => println!("ok {}", kb.rules().len()),
        Err(p) => println!("{p}"),
    }
}
