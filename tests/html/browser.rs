//! Pages in a real browser: nothing runs over the edge of a phone or a desk, and nothing is asked for.
//!
//! Without Chromium this is skipped, unless `ADVISOR_REQUIRE_PROGRAMS` is `1`.

use std::fs;
use std::process::{Command, Stdio};

use advisor::answers::Answers;
use advisor::document::Page;
use advisor::explore::{Comparison, Kind, Listing, RowFilter};
use advisor::render::html;
use advisor::words::advice::Detail;
use serde_json::Value;

use super::hostile::hostile;
use super::{advice, every_page};
use crate::support::{BUILT_IN, folder, is_installed, trust};

const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// The widths of a phone and of a desk.
const WIDTHS: [u16; 2] = [360, 1280];
/// What has to be told of each page at each width: the frame, and what stands out of it.
const MEASURE: &str = include_str!("measure.html");

fn chromium() -> Option<&'static str> {
    let found = NAMES.into_iter().find(|name| Command::new(name).arg("--version").output().is_ok());
    found.or_else(|| is_installed(NAMES[0]).then_some(NAMES[0]))
}

/// Opens pages side by side, each at each width, and returns what was measured and the addresses that they asked for.
fn open(chromium: &str, pages: &[(String, String)]) -> (Vec<Value>, Vec<String>) {
    let folder = folder();
    let folder = folder.path();
    let mut frames = String::new();
    for (position, (name, page)) in pages.iter().enumerate() {
        fs::write(folder.join(format!("{position}.html")), page).unwrap();
        for width in WIDTHS {
            frames += &format!("<iframe src='{position}.html' title='{name} {width}' width={width} style='border: 0'>");
            frames += "</iframe>\n";
        }
    }
    fs::write(folder.join("measure.html"), MEASURE.replace("FRAMES", &frames)).unwrap();
    let log = folder.join("log.json");
    let output = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--allow-file-access-from-files"])
        // Whatever is asked for is logged, and none of it leaves the machine.
        .arg("--host-resolver-rules=MAP * ~NOTFOUND")
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("--log-net-log={}", log.display()))
        .arg("--dump-dom")
        .arg(format!("file://{}", folder.join("measure.html").display()))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let dump = String::from_utf8(output.stdout).unwrap();
    let measured = dump.split_once("BEGIN").and_then(|(_, rest)| rest.split_once("END")).expect("it was measured").0;
    let log: Value = serde_json::from_str(&fs::read_to_string(log).unwrap()).expect("the log is whole");
    (serde_json::from_str(measured).unwrap(), asked_for(&log))
}

/// The addresses that pages asked for. What the browser asks for itself comes from no origin.
fn asked_for(log: &Value) -> Vec<String> {
    let started = &log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"];
    assert!(started.is_number(), "the log names what it counts");
    let events = log["events"].as_array().unwrap().iter().filter(|event| event["type"] == *started);
    // What an event ends with names no address.
    let named =
        events.filter_map(|event| Some((event["params"]["initiator"].as_str()?, event["params"]["url"].as_str()?)));
    named.filter(|(initiator, _)| *initiator != "not an origin").map(|(_, url)| url.to_owned()).collect()
}

#[test]
fn pages_fit_a_phone_and_a_desk_and_ask_for_nothing() {
    let Some(chromium) = chromium() else { return };
    let mut pages = every_page(&hostile());
    // Entries of one kind look alike, so that a few of them are enough.
    let mut position = 0;
    pages.retain(|(name, _)| {
        position += 1;
        !name.starts_with("show ") || position % 5 == 0
    });
    // The real tables are larger than the invented ones.
    let kb = &BUILT_IN.kb;
    let all: Vec<_> = kb.messengers().keys().collect();
    let comparison = Comparison::of(kb, &trust(), &all, &RowFilter::default());
    pages.push(("all messengers".to_owned(), html(&comparison.page())));
    let rules = Kind::ALL.into_iter().find(|kind| kind.plural == "rules").unwrap();
    pages.push(("all rules".to_owned(), html(&Listing::of(kb, rules).page())));
    pages.push(("advice".to_owned(), advice(kb, Answers::none(kb), Detail::Full)));

    let (measured, asked_for) = open(chromium, &pages);
    assert_eq!(measured.len(), pages.len() * WIDTHS.len());
    for frame in measured {
        assert!(frame["shown"].as_u64() > Some(100), "{frame} shows its text");
        assert!(frame["hidden"] == 0, "{frame} hides what is said of a table");
        assert!(frame["wide"] == false && frame["over"].as_array().unwrap().is_empty(), "{frame} is too wide");
    }
    assert_eq!(asked_for, [] as [String; 0]);
}

#[test]
fn a_page_that_is_too_wide_or_asks_for_something_is_found_out() {
    let Some(chromium) = chromium() else { return };
    let bad = "<body><p style='width: 500px'>wide</p><img src='http://advisor.invalid/seen.png'></body>";
    let (measured, asked_for) = open(chromium, &[("bad".to_owned(), bad.to_owned())]);
    assert!(measured[0]["wide"] == true && measured[0]["over"][0] == "P", "{measured:?}");
    assert!(asked_for.iter().all(|url| url == "http://advisor.invalid/seen.png") && !asked_for.is_empty());
}
