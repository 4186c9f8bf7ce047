//! Bars over days or hours, as SVG without a script: each says its value, and a table beside it says
//! the same.

/// Width and height of the drawing, in its own units.
const WIDTH: i64 = 720;
const HEIGHT: i64 = 180;
/// What stands below the bars, and above the highest.
const BELOW: i64 = 24;
const ABOVE: i64 = 20;

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bar {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
    pub(super) height: i64,
    /// Below it; empty where there is no room for each.
    pub(super) label: String,
    pub(super) middle: i64,
    /// What it stands for, for whoever points at it.
    pub(super) says: String,
}

#[derive(Debug)]
pub(super) struct Plot {
    pub(super) width: i64,
    pub(super) height: i64,
    /// Where zero is.
    pub(super) ground: i64,
    pub(super) labels_at: i64,
    pub(super) bars: Vec<Bar>,
}

impl Plot {
    /// A bar for each of the values, with what is below it and what it says; values below zero hang.
    pub(super) fn of(values: &[(String, i64, String)]) -> Self {
        let high = values.iter().map(|(_, value, _)| *value).max().unwrap_or(0).max(0);
        let low = values.iter().map(|(_, value, _)| *value).min().unwrap_or(0).min(0);
        let room = HEIGHT - BELOW - ABOVE;
        let whole = (high - low).max(1);
        let tall = |value: i64| {
            let tall = i128::from(value.abs()) * i128::from(room) / i128::from(whole);
            i64::try_from(tall).unwrap_or(room)
        };
        let ground = ABOVE + tall(high);
        let count = i64::try_from(values.len()).unwrap_or(1).max(1);
        let step = (WIDTH / count).max(1);
        let width = (step * 7 / 10).clamp(1, 56);
        // A label is some forty wide.
        let every = usize::try_from((44 + step - 1) / step).unwrap_or(1).max(1);
        let bar = |(index, (label, value, says)): (usize, &(String, i64, String))| {
            let left = i64::try_from(index).unwrap_or(0) * step;
            let (height, middle) = (tall(*value), left + step / 2);
            Bar {
                x: middle - width / 2,
                y: if *value < 0 { ground } else { ground - height },
                width,
                height,
                label: if index % every == 0 { label.clone() } else { String::new() },
                middle,
                says: says.clone(),
            }
        };
        let bars = values.iter().enumerate().map(bar).collect();
        Self { width: WIDTH, height: HEIGHT, ground, labels_at: HEIGHT - 6, bars }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(values: &[i64]) -> Plot {
        let named = values.iter().map(|value| (value.to_string(), *value, format!("{value} kr")));
        Plot::of(&named.collect::<Vec<_>>())
    }

    #[test]
    fn bars_are_as_tall_as_their_values() {
        let tall = |values: &[i64]| -> Vec<_> {
            plot(values).bars.iter().map(|bar| (bar.y, bar.height)).collect()
        };
        assert_eq!(tall(&[100, 50, 0]), [(20, 136), (88, 68), (156, 0)]);
        assert_eq!(tall(&[0, 0]), [(20, 0), (20, 0)]);
        assert_eq!(tall(&[100, -36]), [(20, 100), (120, 36)], "what went back hangs below");
        assert_eq!(tall(&[i64::MAX / 2, 1]), [(20, 136), (156, 0)]);
        assert!(plot(&[]).bars.is_empty());
    }

    #[test]
    fn many_bars_have_few_labels_and_stay_inside() {
        let plot = plot(&[7; 92]);
        assert!(plot.bars.iter().all(|bar| bar.x >= 0 && bar.x + bar.width <= plot.width));
        let labels = plot.bars.iter().filter(|bar| !bar.label.is_empty()).count();
        assert!((8..=16).contains(&labels), "{labels}");
    }
}
