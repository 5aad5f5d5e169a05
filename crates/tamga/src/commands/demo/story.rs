//! The story: ten steps, each with a title, why it matters and to whom, and commands as a person types them.
//!
//! `docs/tutorials/ten-steps.md` tells the same by hand; a test compares the two.

/// A step.
pub(super) struct Step {
    pub(super) title: &'static str,
    pub(super) why: &'static str,
    /// In `{files}` are the documents.
    pub(super) commands: &'static [&'static str],
}

/// The steps, in order.
pub(super) const STEPS: [Step; 10] = [
    Step {
        title: "Import: goods come in",
        why: "For the trader: each line of a declaration becomes a lot, which keeps its document, code, origin and contract \
              clauses for ever. Altai Import brings motors, sheet steel and ball bearings (848210: on the common high \
              priority list of sanctioning states, so their contract forbids re-export to Russia). Saumal Pharm brings insulin.",
        commands: &[
            "tamga import {files}/parties.ndjson",
            "tamga submit {files}/motors.json",
            "tamga submit {files}/insulin.json",
            "tamga show 55302/010926/0004217#3",
        ],
    },
    Step {
        title: "Sell: a note to a buyer",
        why: "For buyer and seller: a note reserves goods at once, so nothing is sold twice. Altai sells to Ertis Pumps; a note \
              that asks for more than is left is refused, with the reason. Insulin goes to a hospital: nothing stands in its way.",
        commands: &[
            "tamga note new --number SNT-101 --date 2026-09-03 --supplier bin:020540003431 --recipient bin:940140000385 \
             --from store:almaty-1 --to store:ertis-1 --line '55302/010926/0004217#1 300' \
             --line '55302/010926/0004217#2 12 TNE' --line '55302/010926/0004217#3 2000'",
            "tamga note new --number SNT-102 --date 2026-09-03 --supplier bin:020540003431 --recipient bin:110240012766 \
             --from store:almaty-1 --to store:karaganda --line '55302/010926/0004217#1 250'",
            "tamga note new --number SNT-103 --date 2026-09-03 --supplier bin:020540003431 --recipient bin:110240012766 \
             --from store:almaty-1 --to store:karaganda --line '55302/010926/0004217#1 190' \
             --dispatched-at 2026-09-03T09:00:00Z",
            "tamga note accept SNT-103 --at 2026-09-05T08:00:00Z",
            "tamga note dispatch SNT-101 --at 2026-09-04T04:30:00Z",
            "tamga note accept SNT-101 --at 2026-09-06T08:00:00Z",
            "tamga note new --number MED-1 --date 2026-09-04 --supplier bin:070240015126 --recipient bin:100540008717 \
             --from store:almaty-cold --to store:hospital --line '55302/020926/0004301#1 1200' \
             --dispatched-at 2026-09-04T05:00:00Z",
            "tamga note accept MED-1 --at 2026-09-05T07:00:00Z",
        ],
    },
    Step {
        title: "Split: a lot told apart",
        why: "For the trader: Ertis keeps two batches of bearings apart, one for its pumps and one to sell on. Both parts are \
              lots of their own, and both still carry the clause of the contract.",
        commands: &["tamga submit {files}/split.json", "tamga show SPLIT-5#2"],
    },
    Step {
        title: "Transform: lots in, lot out",
        why: "For the analyst: goods that are worked into others do not disappear. 250 motors, 500 bearings and 10 t of sheet, \
              of which 400 kg are lost in cutting, become 250 pumps; the pumps remember all three, and inherit the clause.",
        commands: &["tamga submit {files}/pumps.json", "tamga stock --party bin:940140000385"],
    },
    Step {
        title: "Partial receipt: less arrives than was sent",
        why: "For trader and inspector: the wagon works in Astana count 480 bearings of 500. What is missing stays on the note \
              until it is explained: here the box was never loaded, and its goods go back into stock. A discrepancy says who \
              must answer for it, and until when.",
        commands: &[
            "tamga note new --number SNT-7 --date 2026-09-14 --supplier bin:940140000385 --recipient bin:060640011949 \
             --from store:ertis-1 --to store:astana-1 --line 'SPLIT-5#2 500'",
            "tamga transport --number TRUCK-9 --mode road --carrier bin:150940022181 --vehicle 481KRB14 \
             --driver iin:850314300172 --driver-name 'Aidar Seitov' --seal KZ100390 --at 2026-09-15T02:00:00Z \
             --load 'SNT-7#1=500'",
            "tamga note dispatch SNT-7 --at 2026-09-15T02:30:00Z",
            "tamga note accept SNT-7 --at 2026-09-16T06:00:00Z --line '1=480:one box of 20 is not on the truck'",
            "tamga discrepancies --open",
            "tamga note explain SNT-7 --line 1 --quantity 20 --explanation not_sent --text 'left on our ramp'",
            "tamga show SPLIT-5#2",
        ],
    },
    Step {
        title: "Inspect: findings, hold, release",
        why: "For the officer: 200 pumps are to leave for Baku. The port of Aktau reads the papers first and misses the letter \
              on their end use, so the note is held: it cannot leave. When the letter is there, the authority releases it. Who \
              decided what, and why, stays on record.",
        commands: &[
            "tamga note new --number EXP-7 --date 2026-09-25 --kind export --destination AZ --supplier bin:940140000385 \
             --recipient id:AZ/1403015521 --from store:ertis-1 --to locode:AZBAK --line 'WORKS-31#1 200'",
            "tamga act --number AKT-881 --form inspection --post post:KZ-AKTAU --officer id:KZ/officer-17 --note EXP-7 \
             --at 2026-09-25T06:10:00Z --finding 'two bearings of 848210 in each pump' --finding 'no end-use letter' \
             --result hold",
            "tamga note dispatch EXP-7 --at 2026-09-25T07:00:00Z",
            "tamga note release EXP-7 --authority id:KZ/kgd --reason 'end-use letter 12 of 2026-09-26 seen'",
        ],
    },
    Step {
        title: "Export: two wagons, two seals, one note",
        why: "For officer and partner: one note travels on two wagons over the ferry from Aktau, and crosses in two parts. The \
              second wagon has another seal than was recorded. What was seen is never refused: it is recorded, and the carrier \
              has to answer.",
        commands: &[
            "tamga transport --number WAGON-1 --mode rail --carrier bin:150940022181 --vehicle 52870317 --seal KZ100451 \
             --at 2026-09-28T03:00:00Z --load 'EXP-7#1=150'",
            "tamga transport --number WAGON-2 --mode rail --carrier bin:150940022181 --vehicle 52870325 --seal KZ100452 \
             --at 2026-09-28T03:00:00Z --load 'EXP-7#1=50'",
            "tamga crossing --post post:KZ-AKTAU --direction out --transport WAGON-1 --seal KZ100451 \
             --at 2026-10-01T07:00:00Z",
            "tamga note show EXP-7",
            "tamga crossing --post post:KZ-AKTAU --direction out --transport WAGON-2 --seal KZ100999 \
             --at 2026-10-02T05:20:00Z",
        ],
    },
    Step {
        title: "Trace: up to the documents, down to the last buyer",
        why: "For the foreign partner: where did the exported pumps come from, and where did the bearings go? Both \
              are read from the documents, and at every node the sums are checked: what came, less what went, is there.",
        commands: &["tamga trace up EXP-7#1", "tamga trace down 55302/010926/0004217#3"],
    },
    Step {
        title: "Correct: a mistake that is found too late",
        why: "For the analyst: a recount says that 480 motors came, not 500. Nothing is edited. The 10 motors that Altai still \
              has are taken back; the other 10 are used already, which is a discrepancy, and everything made of them is flagged.",
        commands: &[
            "tamga submit {files}/correction.json",
            "tamga show 55302/010926/0004217#1",
            "tamga show WORKS-31#1",
        ],
    },
    Step {
        title: "Erase: a person's data go, the books stay",
        why: "For the driver, and for the auditor: a court orders that Aidar Seitov's data be erased. The key to them is \
              destroyed, and nobody can read them again. Books and log never held the name: all of it can still be verified.",
        commands: &[
            "tamga show TRUCK-9",
            "tamga erase iin:850314300172 --authority id:KZ/court-3 --reason 'order 2-117 of 2026-11-20'",
            "tamga show TRUCK-9",
            "tamga verify",
        ],
    },
];
