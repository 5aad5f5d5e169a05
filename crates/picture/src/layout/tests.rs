use super::*;

/// A plan laid out, with what must hold of every layout checked.
#[track_caller]
fn check(heights: &[i64], edges: &[(usize, usize)]) -> Layout {
    check_with(&vec![false; heights.len()], heights, edges)
}

/// The same with nodes that come first.
#[track_caller]
fn check_with(first: &[bool], heights: &[i64], edges: &[(usize, usize)]) -> Layout {
    let layout = Plan::of(first, edges).lay_out(heights);
    assert_eq!(layout.routes.len(), edges.len());
    let mut seen = vec![0; layout.slots.len()];
    for (number, column) in layout.columns.iter().enumerate() {
        column.iter().for_each(|slot| seen[*slot] += 1);
        assert!(column.iter().all(|slot| layout.slots[*slot].column == number), "a slot is in another column");
        for pair in column.windows(2) {
            let (upper, lower) = (layout.slots[pair[0]], layout.slots[pair[1]]);
            assert!(upper.top + upper.height < lower.top, "{upper:?} and {lower:?} overlap");
        }
    }
    assert!(seen.iter().all(|count| *count == 1), "a slot is in no column, or in two");
    assert!(layout.slots.iter().all(|slot| slot.top >= 0));
    for (route, (from, to)) in layout.routes.iter().zip(edges) {
        check_route(&layout, route, *from, *to);
    }
    layout
}

#[track_caller]
fn check_route(layout: &Layout, route: &Route, from: usize, to: usize) {
    match route {
        Route::Within => assert_eq!(from, to),
        Route::Jump => assert!(layout.slots[from].column.abs_diff(layout.slots[to].column) > 1),
        Route::Line { slots, back } => {
            let ends = (slots[0], slots[slots.len() - 1]);
            assert_eq!(ends, if *back { (to, from) } else { (from, to) });
            let columns: Vec<usize> = slots.iter().map(|slot| layout.slots[*slot].column).collect();
            assert!(columns.windows(2).all(|pair| pair[1] == pair[0] + 1), "a line skips a column: {columns:?}");
        }
    }
}

fn crossings(layout: &Layout) -> usize {
    let links: Vec<(usize, usize)> = layout.routes.iter().flat_map(links_of).collect();
    let at = |slot: usize| layout.slots[slot];
    let mut count = 0;
    for (index, (a, b)) in links.iter().enumerate() {
        for (c, d) in &links[..index] {
            let is_same = at(*a).column == at(*c).column;
            let crosses = (at(*a).top - at(*c).top).signum() * (at(*b).top - at(*d).top).signum() < 0;
            count += usize::from(is_same && crosses);
        }
    }
    count
}

#[test]
fn goods_go_from_left_to_right() {
    let layout = check(&[50; 5], &[(0, 1), (1, 2), (2, 3), (0, 3), (4, 3)]);
    let columns: Vec<usize> = layout.slots[..5].iter().map(|slot| slot.column).collect();
    assert_eq!(columns, [0, 1, 2, 3, 2], "the last one stands next to where it goes");
    assert_eq!(layout.slots.len(), 7, "a line over two columns has a row in each");
}

#[test]
fn a_chain_is_straight_and_a_tree_has_no_crossing() {
    let chain: Vec<(usize, usize)> = (1..9).map(|node| (node - 1, node)).collect();
    let layout = check(&[40; 9], &chain);
    assert!(layout.slots.iter().all(|slot| slot.top == layout.slots[0].top));
    let tree: Vec<(usize, usize)> = (1..63).map(|node| ((node - 1) / 2, node)).collect();
    assert_eq!(crossings(&check(&[40; 63], &tree)), 0);
}

#[test]
fn a_crossing_that_can_be_avoided_is_avoided() {
    let layout = check(&[40; 4], &[(0, 3), (1, 2), (0, 2), (1, 3)]);
    assert_eq!(crossings(&layout), 1);
    let layout = check(&[40; 6], &[(0, 5), (1, 4), (2, 3)]);
    assert_eq!(crossings(&layout), 0);
}

#[test]
fn goods_that_come_back_are_drawn_backwards() {
    let layout = check(&[40; 3], &[(0, 1), (1, 2), (2, 1), (2, 0), (1, 1)]);
    let back = |route: &Route| matches!(route, Route::Line { back: true, .. });
    let found: Vec<bool> = layout.routes.iter().map(back).collect();
    assert_eq!(found, [false, false, true, true, false]);
}

#[test]
fn a_circle_opens_at_what_comes_first() {
    let edges = [(0, 1), (1, 0)];
    let columns = |first: [bool; 2]| Plan::of(&first, &edges).slots.iter().map(|slot| slot.column).collect::<Vec<_>>();
    assert_eq!(columns([false, false]), [0, 1]);
    assert_eq!(columns([false, true]), [1, 0]);
    // Another source that leads to it does not take the lead.
    let edges = [(2, 1), (0, 1), (1, 0)];
    for first in [[true, false, false], [true, false, true]] {
        assert_eq!(Plan::of(&first, &edges).routes[2], Route::Line { slots: vec![0, 1], back: true });
    }
}

#[test]
fn lines_that_would_pass_too_many_columns_jump() {
    let count = 4_000;
    let mut edges: Vec<(usize, usize)> = (1..count).map(|node| (node - 1, node)).collect();
    edges.extend((2..count).map(|node| (0, node)));
    let layout = check(&vec![40; count], &edges);
    assert!(layout.slots.len() <= count + PASSING_MAX);
    assert!(layout.routes.contains(&Route::Jump));
}

#[test]
fn nothing_and_one_thing_have_a_layout() {
    assert!(check(&[], &[]).columns.is_empty());
    assert_eq!(check(&[40], &[(0, 0)]).columns, [[0]]);
}

#[test]
fn fuzz_layout() {
    bolero::check!().with_type::<(u8, Vec<(u8, u8)>)>().for_each(|(count, edges)| {
        let count = usize::from(count % 40) + 1;
        let node = |number: u8| usize::from(number) % count;
        let edges: Vec<(usize, usize)> = edges.iter().take(80).map(|(from, to)| (node(*from), node(*to))).collect();
        let heights: Vec<i64> = (0..count).map(|node| 30 + crate::int(node * 37 % 90)).collect();
        check(&heights, &edges);
        let first: Vec<bool> = (0..count).map(|node| node % 3 == 0).collect();
        check_with(&first, &heights, &edges);
    });
}
