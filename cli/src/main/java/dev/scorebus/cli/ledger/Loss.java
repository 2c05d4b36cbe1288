package dev.scorebus.cli.ledger;

import tools.jackson.databind.JsonNode;

/// Offsets that nobody could read any more, as `GET /api/losses` and the audit tell of them.
///
/// @param loss one of them
record Loss(JsonNode loss) {
    /// Where, how much, when and why.
    String text() {
        return "%s %s-%s [%d, %d), at most %d messages, at %s: %s"
                .formatted(
                        field("action"),
                        field("topic"),
                        field("partition"),
                        lo(),
                        hi(),
                        hi() - lo(),
                        at(),
                        field("reason"));
    }

    /// The command that takes note of it.
    String command() {
        return "./scorebus loss acknowledge --action %s --reason '…' %s %s %d"
                .formatted(field("action"), field("topic"), field("partition"), lo());
    }

    long lo() {
        return loss.path("lo").asLong(0);
    }

    long hi() {
        return loss.path("hi").asLong(0);
    }

    /// When it was told, to the second.
    String at() {
        String at = field("at");
        int fraction = at.indexOf('.');
        return fraction < 0 ? at : at.substring(0, fraction) + "Z";
    }

    String field(String name) {
        return loss.path(name).asString("");
    }
}
