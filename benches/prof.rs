//! Prof.
use advisor::engine::{Levels, Trust};
use advisor::kb::{KnowledgeBase, parse_day};
use advisor::space::{BUDGET, Space, Variables, proof};
fn main() {
    let kb = KnowledgeBase::embedded();
    let levels = Levels::of(&kb, &Trust { as_of: parse_day("2026-11-23").unwrap(), max_age: None });
    match std::env::args().nth(1).as_deref() {
        Some("order") => { Variables::of(&kb, &levels).unwrap(); }
        Some("compile") => { Space::compile(&kb, &levels, BUDGET).unwrap(); }
        Some("proof") => { proof(&kb, &levels, BUDGET).unwrap(); }
        Some("climb") => {
            let mut order = Variables::of(&kb, &levels).unwrap().order;
            let states = |order: &Vec<_>| {
                let ok = order.iter().enumerate().all(|(p, k): (usize, &advisor::kb::Key<advisor::kb::Question>)| kb[*k].ask_when.iter().flat_map(|r| &r.cells).all(|(e, _)| order[..p].contains(e)));
                if !ok { return usize::MAX; }
                Space::compile_in_order(&kb, &levels, Variables::ordered(&kb, order.clone()).unwrap(), BUDGET).unwrap().size().0 };
            let mut best = states(&order);
            println!("{best}");
            loop {
                let before = best;
                for q in kb.questions().keys() {
                    let from = order.iter().position(|k| *k == q).unwrap();
                    let mut o = order.clone(); o.remove(from);
                    let mut bp = from;
                    for to in 0..order.len() { let mut m = o.clone(); m.insert(to, q); let s = states(&m); if s < best { best = s; bp = to; } }
                    o.insert(bp, q); order = o;
                }
                println!("{best} {:?}", order.iter().map(|k| kb[*k].id.clone()).collect::<Vec<_>>());
                if best == before { break; }
            }
            let v = Variables::ordered(&kb, order).unwrap();
            for _ in 0..5 {
            let t = std::time::Instant::now(); let s = Space::compile_in_order(&kb, &levels, v.clone(), BUDGET).unwrap(); println!("{:?} {:?}", t.elapsed(), s.size());
            }
        }
        _ => { let v = Variables::of(&kb, &levels).unwrap();
            for (k, a) in v.order.iter().zip(v.arity()) { print!("{} {a}; ", kb[*k].id); }
            println!();
            for _ in 0..5 {
            let t = std::time::Instant::now(); let v = Variables::of(&kb, &levels).unwrap(); let o = t.elapsed();
            let t = std::time::Instant::now(); let s = Space::compile_in_order(&kb, &levels, v, BUDGET).unwrap(); let c = t.elapsed();
            let t = std::time::Instant::now(); proof(&kb, &levels, BUDGET).unwrap();
            println!("order {o:?} compile {c:?} proof {:?} {:?}", t.elapsed(), s.size());
            }
        }
    }
}
