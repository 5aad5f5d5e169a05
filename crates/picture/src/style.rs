//! The look: one style sheet for pictures and pages, in light and dark, and black on white in print.
//!
//! Contrast of text is at least 7 to 1 on its ground, of smaller and warning text 4.5 to 1 (WCAG 2.2, 1.4.6 and 1.4.3). Colour never says anything alone: kinds differ by shape and word,
//! trouble by sign and word, series by pattern.

/// The style sheet. No rule names the root of a picture: a sheet of a print is a copy of what is in it, and has another root.
pub(crate) const STYLE: &str = "\
:root{color-scheme:light dark;--ground:#fff;--ink:#16202b;--faint:#45525f;--rule:#b9c3cd;--line:#52616f;--card:#f3f6f9;\
--document:#e2eefc;--transformation:#efe6fb;--stock:#e3f4e6;--line-fill:#fdf1d8;--account:#eceff2;--bad:#9c1220;--bad-fill:#fde7e7}\
@media (prefers-color-scheme:dark){:root{--ground:#11171d;--ink:#eef2f6;--faint:#b6c2cd;--rule:#4a5865;--line:#9fb0bf;--card:#1b242d;\
--document:#17304c;--transformation:#34234d;--stock:#173a22;--line-fill:#42330f;--account:#2a333c;--bad:#ffb0b0;--bad-fill:#4d1a1e}}\
@media print{:root{--ground:#fff;--ink:#000;--faint:#000;--rule:#888;--line:#000;--card:#fff;--document:#fff;--transformation:#fff;\
--stock:#fff;--line-fill:#fff;--account:#fff;--bad:#000;--bad-fill:#fff}}\
svg{font-family:system-ui,\"Noto Sans\",\"Segoe UI\",\"Helvetica Neue\",Arial,sans-serif;background:var(--ground);color:var(--ink)}\
text{fill:var(--ink);font-size:12px}\
.head{font-size:18px;font-weight:700}.small,.tag{font-size:11px;fill:var(--faint)}text.title{font-size:13px;font-weight:600}\
text.bad{fill:var(--bad);font-weight:700}.label{font-size:12px;paint-order:stroke;stroke:var(--ground);stroke-width:3px;stroke-linejoin:round}\
.edge{fill:none;stroke:var(--line);stroke-width:1.4}.back{stroke-dasharray:6 4}.arrow{fill:var(--line)}\
.shape{stroke:var(--ink);stroke-width:1.2;fill:var(--card)}.plain{fill:none;stroke:var(--ink);stroke-width:1.2}\
.thick{fill:none;stroke:var(--ink);stroke-width:4}.rule{fill:none;stroke:var(--rule);stroke-width:1}\
.document{fill:var(--document)}.transformation{fill:var(--transformation)}.stock{fill:var(--stock)}\
.note-line,.abroad{fill:var(--line-fill)}.abroad{stroke-dasharray:5 3}.account{fill:var(--account)}\
.start{stroke-width:3}.differs{stroke:var(--bad);stroke-width:4;fill:var(--bad-fill)}\
g:focus,g:target{outline:3px solid var(--ink);outline-offset:3px}";

/// What pages have besides.
pub(crate) const PAGE: &str = "\
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,\"Noto Sans\",\"Segoe UI\",\"Helvetica Neue\",Arial,sans-serif}\
main{max-width:110rem;margin:0 auto;padding:1.2rem}h1{font-size:1.6rem;line-height:1.25;margin:0 0 .4rem;overflow-wrap:anywhere}\
h2{font-size:1.2rem;margin:2rem 0 .5rem}p,ul{margin:.4rem 0;max-width:52rem}code{font-size:.95em;overflow-wrap:anywhere}\
.remark{border-left:4px solid var(--ink);padding:.2rem .8rem;background:var(--card)}\
.remark code{white-space:nowrap}.frame{overflow:auto;border:1px solid var(--rule);margin:.6rem 0;max-height:85vh}.frame svg{display:block;max-width:none}\
.fit:checked~.frame svg{width:100%;height:auto;max-height:82vh}.fit,.fit+label{cursor:pointer}\
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}\
caption{text-align:left;padding:.3rem 0;color:var(--faint)}th,td{border-bottom:1px solid var(--rule);padding:.35rem .6rem;text-align:left;vertical-align:top}\
td ul,td ol{margin:0;padding-left:1.1rem}.num{text-align:right;white-space:nowrap}thead th{border-bottom:2px solid var(--ink)}\
td,th,li,dd{overflow-wrap:break-word}.bad{color:var(--bad);font-weight:700}summary{cursor:pointer}\
.sheets{display:none}footer{margin-top:2rem;border-top:1px solid var(--rule);font-size:.9rem;color:var(--faint)}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.6rem 0}dd{margin:0;overflow-wrap:anywhere}\
a{color:inherit}:focus-visible{outline:3px solid var(--ink);outline-offset:2px}\
@media print{main{max-width:none;padding:0}body{font-size:10pt}.frame{overflow:visible;max-height:none;border:0}.frame svg{max-width:100%;height:auto}\
.fit,.fit+label,.screen{display:none}.sheets{display:block}.sheets div{break-inside:avoid}.sheets svg{max-width:100%;height:auto}.sheets p{margin:.4rem 0 .1rem}\
.scroll{overflow:visible}tr{break-inside:avoid}thead{display:table-header-group}}";

/// The paper of a print, and how high a picture is at most that is printed as a whole.
pub(crate) fn paper(landscape: bool) -> &'static str {
    if landscape {
        "@page{size:A4 landscape;margin:12mm}@media print{.frame svg,.sheets svg{width:auto;max-height:130mm}}"
    } else {
        "@page{size:A4;margin:14mm}@media print{.frame svg,.sheets svg{width:auto;max-height:225mm}}"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Red, green and blue of a colour variable in a part of the style sheet.
    fn colour(part: &str, name: &str) -> [f64; 3] {
        let (_, rest) = part.split_once(&format!("--{name}:#")).expect("the colour is set");
        let digits: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
        let digits = if digits.len() == 3 { digits.chars().flat_map(|c| [c, c]).collect() } else { digits };
        [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&digits[at..at + 2], 16).expect("two digits")))
    }

    /// Contrast of two colours, WCAG 2.2.
    fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
        let part = |value: f64| {
            let value = value / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let light = |[r, g, b]: [f64; 3]| 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
        let (one, other) = (light(one), light(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn text_can_be_read_on_every_ground() {
        let parts: Vec<&str> = STYLE.split("@media").collect();
        let grounds = ["ground", "card", "document", "transformation", "stock", "line-fill", "account", "bad-fill"];
        for part in parts {
            for ground in grounds {
                for text in ["ink", "faint", "bad"] {
                    let found = contrast(colour(part, text), colour(part, ground));
                    let wanted = if text == "ink" { 7.0 } else { 4.5 };
                    assert!(found >= wanted, "{text} on {ground}: {found}");
                }
            }
            assert!(contrast(colour(part, "line"), colour(part, "ground")) >= 4.5);
        }
    }
}
