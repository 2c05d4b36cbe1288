package dev.scorebus.tracking.fold;

import org.springframework.stereotype.Component;

/// The tables that events are folded into.
@Component
record FoldTables(
        FrontierTable frontiers,
        SpanTable spans,
        ModelTable models,
        ExceptionTable exceptions,
        ParkedTable parked) {}
