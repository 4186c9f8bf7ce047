//! Each number of ePayment's catalogue on an operation that it belongs to, as the client reads it.
//! Most would need a sales unit of their own, so a fault asks for each; that they arise by
//! themselves is told by the simulator's tests.

use anyhow::ensure;
use serde_json::json;
use vipps_mobilepay::epayment::{Cancel, Customer, ForceApprove};
use vipps_mobilepay::{Error, Reference, Unknown};

use super::epayment::{key, nok, pushed};
use super::world::World;
use super::{OLA, number};

/// The numbers by operation, with the status of each.
const CATALOGUE: [(&str, &[(u16, u16)]); 5] = [
    (
        "createPayment",
        &[
            (3010, 500),
            (4020, 409),
            (4040, 400),
            (4050, 400),
            (4060, 400),
            (4070, 400),
            (4080, 400),
            (4090, 400),
            (4100, 400),
            (4110, 400),
            (4120, 400),
            (4130, 400),
            (4140, 400),
            (4150, 409),
            (4160, 400),
            (5010, 400),
            (5020, 403),
            (5030, 403),
            (5040, 400),
            (5050, 403),
            (5060, 403),
            (5070, 422),
            (5080, 403),
            (6010, 400),
            (6110, 400),
            (6120, 400),
            (6130, 400),
            (7010, 400),
        ],
    ),
    (
        "capturePayment",
        &[
            (4010, 409),
            (5090, 404),
            (6070, 400),
            (6080, 400),
            (6090, 400),
            (6100, 400),
            (6140, 400),
            (6160, 423),
            (6170, 400),
            (6200, 400),
            (6260, 400),
            (6280, 400),
        ],
    ),
    (
        "cancelPayment",
        &[
            (5090, 404),
            (6030, 400),
            (6040, 400),
            (6050, 400),
            (6060, 400),
            (6190, 400),
            (6250, 423),
        ],
    ),
    (
        "refundPayment",
        &[
            (4150, 409),
            (5090, 404),
            (5100, 400),
            (6020, 400),
            (6150, 400),
            (6180, 400),
            (6210, 400),
            (6220, 400),
        ],
    ),
    (
        "forceApprove",
        &[
            (6230, 400),
            (10010, 400),
            (10020, 400),
            (10030, 400),
            (10040, 400),
            (10050, 400),
            (10060, 400),
            (10070, 400),
        ],
    ),
];

pub(super) async fn each(world: &World) -> anyhow::Result<()> {
    for (operation, codes) in CATALOGUE {
        for &(code, status) in codes {
            let effect = json!({ "problem": { "code": code } });
            let rule = json!({ "on": operation, "times": 1, "effect": effect });
            world.act("faults", &rule).await?;
            let told = match call(world, operation).await {
                Err(
                    Error::Refused(told) | Error::Unknown(Unknown::Unsettled { problem: told, .. }),
                ) => told,
                other => anyhow::bail!("{operation}, {code}: {other:?}"),
            };
            let read = (told.code, told.status);
            ensure!(read == (Some(code), status), "{operation}, {code}: {told}");
        }
    }
    Ok(())
}

async fn call(world: &World, operation: &str) -> Result<(), Error> {
    let epayment = world.client.epayment();
    let wrong =
        |_| Error::NotSent { detail: "a value of the scenario".to_owned(), retry_after_s: None };
    let payment = pushed("conform-coded").map_err(wrong)?;
    let (reference, key): (&Reference, _) = (&payment.reference, key("coded").map_err(wrong)?);
    let whole = Cancel { transaction_only: false };
    match operation {
        "createPayment" => epayment.create(&payment, &key).await.map(drop),
        "capturePayment" => epayment.capture(reference, nok(100), &key).await.map(drop),
        "cancelPayment" => epayment.cancel(reference, whole, &key).await.map(drop),
        "refundPayment" => epayment.refund(reference, nok(100), &key).await.map(drop),
        _ => {
            let customer = Customer::PhoneNumber(number(OLA).map_err(wrong)?);
            epayment.force_approve(reference, &ForceApprove::Customer(customer)).await
        }
    }
}
