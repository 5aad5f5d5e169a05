//! Every cell of the table, stated a second time by action.

use super::*;
use Status as S;

/// Per action: where it is allowed and what follows. Everything not named must be refused.
fn stated(action: Action) -> Vec<(S, S)> {
    let stays = |statuses: &[S]| statuses.iter().map(|s| (*s, *s)).collect::<Vec<_>>();
    let leads = |statuses: &[S], to: S| statuses.iter().map(|s| (*s, to)).collect::<Vec<_>>();
    match action {
        Action::Register => vec![(S::Draft, S::Registered)],
        Action::Release => leads(&[S::Registered, S::Held], S::Released),
        Action::Hold => leads(&[S::Registered, S::Released], S::Held),
        Action::Refuse => leads(&[S::Registered, S::Released, S::Held], S::Refused),
        Action::Dispatch => vec![(S::Released, S::Dispatched)],
        Action::Deliver => vec![(S::Dispatched, S::Delivered)],
        Action::Accept => leads(&[S::Dispatched, S::Delivered, S::Departed], S::Accepted),
        Action::Reject => leads(&[S::Dispatched, S::Delivered], S::Rejected),
        Action::Explain => stays(&[S::AcceptedInPart]),
        Action::Return => leads(&[S::Rejected], S::Returned),
        Action::Cancel => leads(&[S::Draft, S::Registered, S::Released], S::Cancelled),
        Action::Divert => {
            let mut cells = stays(&[S::Registered, S::Released, S::Held, S::Dispatched]);
            cells.push((S::Rejected, S::Dispatched));
            cells
        }
        Action::Split => vec![(S::Dispatched, S::Split)],
        Action::Interrupt => leads(&[S::Dispatched, S::Delivered, S::Rejected], S::Interrupted),
        Action::Resume => vec![(S::Interrupted, S::Dispatched)],
        Action::Close => leads(&[S::Accepted, S::AcceptedInPart, S::Returned, S::Departed], S::Closed),
        Action::Fix => leads(&[S::Draft, S::Registered, S::Released, S::Dispatched, S::Delivered], S::Replaced),
        Action::Load => stays(&[S::Registered, S::Released, S::Dispatched, S::Delivered]),
        Action::Cross => {
            let others: Vec<S> = S::ALL.iter().copied().filter(|s| *s != S::Released).collect();
            let mut cells = stays(&others);
            cells.push((S::Released, S::Dispatched));
            cells
        }
        Action::ReturnLater => stays(&[S::Accepted, S::AcceptedInPart, S::Closed]),
        Action::ComeBack => stays(&[
            S::Dispatched,
            S::Delivered,
            S::Accepted,
            S::AcceptedInPart,
            S::Interrupted,
            S::Departed,
            S::Closed,
        ]),
        Action::Expire => stays(&[S::Registered, S::Released, S::Dispatched, S::Delivered, S::Rejected]),
    }
}

#[test]
fn every_cell_is_as_stated() {
    let mut cells = 0;
    for action in Action::ALL {
        let stated = stated(*action);
        for status in Status::ALL {
            let expected = stated.iter().find(|(from, _)| from == status).map(|(_, to)| *to);
            assert_eq!(next(*status, *action), expected, "{} in {}", action.name(), status.name());
            cells += 1;
        }
        let allowed_there: Vec<Status> = allowed(*action);
        assert_eq!(allowed_there.len(), stated.len(), "{}", action.name());
    }
    assert_eq!(cells, 17 * 22);
    for (_, row) in TABLE {
        assert_eq!(row.split_whitespace().count(), COLUMNS.len());
    }
}

#[test]
fn every_status_has_an_snt_status_and_back() {
    for status in Status::ALL {
        assert!(status.snt().ours().contains(status), "{}", status.name());
    }
    let names: Vec<&str> = SntStatus::ALL.iter().map(|s| s.name()).collect();
    assert_eq!(
        names,
        [
            "DRAFT",
            "IMPORTED",
            "CREATED",
            "NOT_VIEWED",
            "DELIVERED",
            "CONFIRMED",
            "DECLINED",
            "CONFIRMED_BY_OGD",
            "DECLINED_BY_OGD",
            "CANCELED",
            "REVOKED",
            "FAILED"
        ]
    );
    assert!(SntStatus::Failed.ours().is_empty());
    assert_eq!(SntStatus::Imported.ours(), [Status::Draft]);
    assert_eq!(SntStatus::ConfirmedByOgd.ours(), [Status::Accepted]);
}

#[test]
fn final_statuses_allow_nothing_that_moves_their_goods() {
    for status in Status::ALL.iter().filter(|status| status.is_final()) {
        for action in [Action::Dispatch, Action::Accept, Action::Return, Action::Split, Action::Load] {
            assert_eq!(next(*status, action), None, "{} in {}", action.name(), status.name());
        }
    }
}
