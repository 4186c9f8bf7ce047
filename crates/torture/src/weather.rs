//! How much goes wrong, and of which kind. Each seed has a weather of its own; in the end it clears
//! up, and everything must come to rest.

use crate::chance::Chance;
use vipps_simulator::{CallFault, Fault, FaultRule};

/// Times in a thousand, for each occasion.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Weather {
    /// The connection is refused: surely not sent.
    pub(crate) refused: u32,
    /// The request never arrives.
    pub(crate) request_lost: u32,
    /// It takes effect, and nobody hears of it.
    pub(crate) answer_lost: u32,
    /// It arrives late, perhaps after its sender has given up.
    pub(crate) late: u32,
    /// It arrives when its absence counts as proved.
    pub(crate) aged: u32,
    /// It arrives twice.
    pub(crate) repeated: u32,
    /// 429.
    pub(crate) busy: u32,
    /// 500, 502 or 503, before or after it took effect.
    pub(crate) broken: u32,
    /// Half an answer.
    pub(crate) garbled: u32,
    /// Reads get no answer at all.
    pub(crate) reads_fail: bool,
    /// No webhook arrives.
    pub(crate) webhooks_fail: bool,
    pub(crate) webhook_lost: u32,
    pub(crate) webhook_answer_lost: u32,
    pub(crate) webhook_late: u32,
    pub(crate) webhook_twice: u32,
    pub(crate) webhook_forged: u32,
    /// The database says no, before or after it did what was asked.
    pub(crate) disk: u32,
    /// The service is killed, for each thing that happens in ten thousand.
    pub(crate) crash: u32,
    /// Time jumps.
    pub(crate) jump: u32,
    /// A task of the service stands still for longer than a claim lasts, for each turn of it in ten
    /// thousand.
    pub(crate) stall: u32,
    /// Vipps MobilePay refuses captures, refunds and profiles for good. Not where a call may come twice or
    /// late: what was refused once would be refused again, which the simulator doesn't know of.
    pub(crate) refuses: u32,
}

impl Weather {
    /// Whether nothing but webhooks goes wrong.
    pub(crate) fn is_fair(self) -> bool {
        let Self { webhooks_fail, webhook_lost, webhook_late, .. } = self;
        let webhooks = Self { webhooks_fail, webhook_lost, webhook_late, ..Self::default() };
        let Self { webhook_answer_lost, webhook_twice, webhook_forged, .. } = self;
        self == Self { webhook_answer_lost, webhook_twice, webhook_forged, ..webhooks }
    }

    /// What is left of it at night. What is told by one way alone must do to the end; but where calls
    /// are lost, only a read tells what became of them.
    pub(crate) fn at_night(self) -> Self {
        let one_way = Self {
            reads_fail: self.reads_fail,
            webhooks_fail: self.webhooks_fail,
            ..Self::default()
        };
        let loses_calls =
            Self { reads_fail: false, webhooks_fail: false, ..self } != Self::default();
        Self { reads_fail: self.reads_fail && !loses_calls, ..one_way }
    }

    /// The rules by which Vipps MobilePay itself refuses.
    pub(crate) fn rules(self, seed: u64) -> Vec<FaultRule> {
        let probability = f64::from(self.refuses) / 1000.0;
        let rule = |on: &str, effect| {
            let (nth, every, times) = (None, None, None);
            let (on, probability, effect) = (on.to_owned(), Some(probability), Fault::Call(effect));
            FaultRule { on, nth, every, probability, seed, times, effect }
        };
        if self.refuses == 0 {
            return Vec::new();
        }
        let forbidden = CallFault::Status { status: 403, retry_after_s: None, after_effect: false };
        vec![
            rule("capturePayment", CallFault::Problem { code: 6080 }),
            rule("refundPayment", CallFault::Problem { code: 6210 }),
            rule("getUserInfo", forbidden),
        ]
    }

    /// The weather of a run: calm, one kind of trouble, or everything.
    pub(crate) fn forecast(chance: &mut Chance) -> Self {
        let mut weather = match chance.below(10) {
            0 => Self::default(),
            1 => Self { answer_lost: 250, jump: 20, ..Self::default() },
            2 => Self { request_lost: 120, answer_lost: 120, late: 120, ..Self::default() },
            3 => Self { busy: 150, broken: 200, garbled: 60, refuses: 300, ..Self::default() },
            4 => Self { crash: 60, stall: 20, refuses: 300, ..Self::default() },
            5 => Self { disk: 40, crash: 20, ..Self::default() },
            6 => Self {
                webhook_twice: 300,
                webhook_late: 300,
                webhook_lost: 200,
                webhook_forged: 200,
                ..Self::default()
            },
            7 => Self { late: 200, aged: 60, repeated: 150, jump: 20, ..Self::default() },
            _ => Self {
                refused: 30,
                request_lost: 40,
                answer_lost: 60,
                late: 60,
                repeated: 40,
                busy: 40,
                broken: 60,
                garbled: 20,
                webhook_lost: 150,
                webhook_answer_lost: 100,
                webhook_late: 150,
                webhook_twice: 100,
                webhook_forged: 50,
                disk: 10,
                crash: 20,
                jump: 5,
                stall: 5,
                ..Self::default()
            },
        };
        // What is told by one way alone must do.
        match chance.below(8) {
            // Nobody reads again what is proved not to be there.
            0 => weather = Self { webhooks_fail: true, aged: 0, ..weather },
            1 => weather.reads_fail = true,
            _ => {}
        }
        weather
    }
}
