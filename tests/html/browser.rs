//! Pages in a real browser: nothing runs over the edge of a phone or a desk, and nothing is asked for.
//!
//! Without Chromium this is skipped, unless `ADVISOR_REQUIRE_PROGRAMS` is `1`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::hostile::hostile;
use super::pages::{every_page, pages_of, shipped};

/// What Chromium is called, on one system or another.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// The widths of a phone and of a desk.
const WIDTHS: [u16; 2] = [360, 1280];
/// The pages that are looked at: at least one of every kind.
const KINDS: [&str; 10] = [
    "quiz both",
    "quiz newsroom",
    "quiz stop",
    "quiz, all unsure",
    "compare",
    "compare --all",
    "show ",
    "list rules",
    "list sources",
    "check",
];
/// What has to be told of each page at each width: the frame, and what stands out of it.
const MEASURE: &str = r#"<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>Measuring</title>
<body>
FRAMES
<script>
addEventListener('load', () => {
  const lines = [...document.querySelectorAll('iframe')].map((frame) => {
    const { document: page, innerWidth: width } = frame.contentWindow;
    const scrolls = (one) => one && (/auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
    const over = [...page.body.querySelectorAll('*:not(.skip)')].filter((one) => {
      const { left, right } = one.getBoundingClientRect();
      return (right > width + 0.5 || left < -0.5) && !scrolls(one.parentElement);
    });
    // What is said of a table stays in view, and apart, however far the table is scrolled.
    page.querySelectorAll('.scroll').forEach((one) => { one.scrollLeft = 1e5; });
    const told = [...page.querySelectorAll('caption > *, .legend')].map((one) => one.getBoundingClientRect());
    const hidden = told.filter(({ left, right }) => right > width + 0.5 || left < -0.5).length;
    const crossed = told.filter((one, place) => told.slice(place + 1).some((other) =>
      one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1)).length;
    const wide = page.documentElement.scrollWidth > width;
    return { name: frame.title, shown: page.body.innerText.length, wide, hidden, crossed, over: over.map((one) => one.outerHTML.slice(0, 80)) };
  });
  document.body.textContent = 'BEGIN' + encodeURIComponent(JSON.stringify(lines)) + 'END';
});
</script>
"#;

/// Where Chromium is, if it is installed.
fn chromium() -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let found = NAMES.iter().flat_map(|name| std::env::split_paths(&folders).map(move |folder| folder.join(name)));
    let found = found.into_iter().find(|path| path.is_file());
    let required = std::env::var("ADVISOR_REQUIRE_PROGRAMS").is_ok_and(|value| value == "1");
    assert!(found.is_some() || !required, "none of {NAMES:?} is installed");
    if found.is_none() {
        skipped();
    }
    found
}

#[expect(clippy::print_stderr, reason = "a test that is skipped says so to whoever runs it")]
fn skipped() {
    eprintln!("skipped: none of {NAMES:?} is installed");
}

/// An empty folder that is gone after the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that stays behind does no harm.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Opens a file of the folder, and returns the page as it was after it had loaded, and the log of the network.
fn open(chromium: &Path, folder: &Path, file: &str) -> (String, Value) {
    let log = folder.join(format!("{file}.log"));
    let output = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
        .args(["--disable-background-networking", "--disable-component-update", "--allow-file-access-from-files"])
        // Whatever is asked for is logged, and none of it leaves the machine.
        .arg("--host-resolver-rules=MAP * ~NOTFOUND")
        .arg(format!("--user-data-dir={}", folder.join(format!("{file}.profile")).display()))
        .arg(format!("--log-net-log={}", log.display()))
        .arg("--dump-dom")
        .arg(format!("file://{}", folder.join(file).display()))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let log = serde_json::from_str(&fs::read_to_string(log).unwrap()).expect("the log is whole");
    (String::from_utf8(output.stdout).unwrap(), log)
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
    let folder = Folder::new("browser");
    let kb = shipped();
    let mut pages = every_page(&kb);
    pages.retain(|(name, _)| KINDS.iter().any(|kind| name == kind || (kind.ends_with(' ') && name.starts_with(kind))));
    // Entries of one kind look alike, so that a few of them are enough.
    let mut position = 0;
    pages.retain(|(name, _)| {
        position += 1;
        !name.starts_with("show ") || position % 20 == 0
    });
    let foreign = pages_of(&hostile("browser")).into_iter().filter(|(name, _)| !name.starts_with("show "));
    pages.extend(foreign.map(|(name, page)| (format!("hostile {name}"), page)));
    assert!(pages.len() > 30, "there is something to look at");

    let mut frames = String::new();
    for (position, (name, page)) in pages.iter().enumerate() {
        fs::write(folder.0.join(format!("{position}.html")), page).unwrap();
        for width in WIDTHS {
            frames.push_str(&format!(
                "<iframe src='{position}.html' title='{name} {width}' width={width} style='border: 0'></iframe>\n"
            ));
        }
    }
    fs::write(folder.0.join("measure.html"), MEASURE.replace("FRAMES", &frames)).unwrap();
    let (dump, log) = open(&chromium, &folder.0, "measure.html");

    let measured = dump.split_once("BEGIN").and_then(|(_, rest)| rest.split_once("END")).expect("it was measured").0;
    let measured: Vec<Value> = serde_json::from_str(&decoded(measured)).unwrap();
    assert_eq!(measured.len(), pages.len() * WIDTHS.len());
    for frame in measured {
        assert!(frame["shown"].as_u64() > Some(100), "{frame} shows its text");
        assert!(frame["hidden"] == 0 && frame["crossed"] == 0, "{frame} hides what is said of a table");
        assert!(frame["wide"] == false && frame["over"].as_array().unwrap().is_empty(), "{frame} is too wide");
    }
    assert_eq!(asked_for(&log), [] as [String; 0]);
}

#[test]
fn a_page_that_is_too_wide_or_asks_for_something_is_found_out() {
    let Some(chromium) = chromium() else { return };
    let folder = Folder::new("browser-control");
    let bad = "<body><p style='width: 500px'>wide</p><img src='http://advisor.invalid/seen.png'></body>";
    fs::write(folder.0.join("bad.html"), bad).unwrap();
    let frame = "<iframe src='bad.html' title='bad' width=360></iframe>";
    fs::write(folder.0.join("measure.html"), MEASURE.replace("FRAMES", frame)).unwrap();
    let (dump, log) = open(&chromium, &folder.0, "measure.html");

    let measured = decoded(&dump);
    assert!(measured.contains(r#""wide":true"#) && measured.contains(r#""over":["<p style="#), "{measured}");
    assert_eq!(asked_for(&log), ["http://advisor.invalid/seen.png"]);
}

/// Text without the percent signs that a browser puts for what may not stand in an address.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match code.filter(|_| *first == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}
