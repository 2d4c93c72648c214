//! Draws the figures of a benchmark as a bar chart in SVG.

use svg::Document;
use svg::node::element::{Rectangle, Style, Text, Title};

/// One bar.
pub(crate) struct Bar<'a> {
    /// Heading of the bars that stand together.
    pub(crate) group: &'a str,
    /// What was measured.
    pub(crate) label: &'a str,
    /// The figure, in the unit of the chart's title.
    pub(crate) value: f64,
}

/// Width of the picture, and of the part at its left for the labels, in pixels.
const WIDTH: f64 = 720.0;
const LABELS: f64 = 210.0;
/// Room at the right for the figure behind the longest bar.
const FIGURES: f64 = 60.0;
/// Height of a line of text or a bar.
const LINE: f64 = 22.0;

/// Returns the chart. Bars with the same group stand below each other, in the order in which the groups first occur.
/// The colours suit a light and a dark page.
pub(crate) fn draw(title: &str, bars: &[Bar<'_>]) -> String {
    let largest = bars.iter().map(|bar| bar.value).fold(f64::MIN_POSITIVE, f64::max);
    let mut groups: Vec<&str> = Vec::new();
    bars.iter().for_each(|bar| {
        if !groups.contains(&bar.group) {
            groups.push(bar.group)
        }
    });
    let height = LINE * (bars.len() as f64 + 1.3 * groups.len() as f64 + 2.0);
    let style = "text { font: 13px sans-serif; fill: #777 } .title { font-size: 15px } rect { fill: #4a7ebb } rect.first { fill: #d9822b }";
    let text = |content: &str, x: f64, y: f64, class: &str| {
        Text::new(content).set("x", x).set("y", format!("{y:.0}")).set("class", class)
    };
    let mut picture = Document::new()
        .set("viewBox", format!("0 0 {WIDTH} {height:.0}"))
        .set("role", "img")
        .add(Title::new(title))
        .add(Style::new(style))
        .add(text(title, 0.0, LINE, "title"));
    let mut y = 2.0 * LINE;
    for group in groups {
        picture = picture.add(text(group, 0.0, y, "group"));
        for (index, bar) in bars.iter().filter(|bar| bar.group == group).enumerate() {
            y += LINE;
            let length = bar.value / largest * (WIDTH - LABELS - FIGURES);
            let bar_shape = Rectangle::new()
                .set("x", LABELS)
                .set("y", format!("{:.0}", y - 0.7 * LINE))
                .set("width", format!("{length:.1}"))
                .set("height", format!("{:.0}", 0.8 * LINE))
                .set("class", if index == 0 { "first" } else { "other" });
            picture = picture.add(text(bar.label, 12.0, y, "label")).add(bar_shape).add(text(
                &format!("{:.1}", bar.value),
                LABELS + length + 6.0,
                y,
                "figure",
            ));
        }
        y += 1.3 * LINE;
    }
    format!("{picture}\n")
}
