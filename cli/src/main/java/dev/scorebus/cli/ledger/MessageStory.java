package dev.scorebus.cli.ledger;

import dev.scorebus.cli.terminal.Console;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What became of one message, for people.
///
/// @param message the answer of `GET /api/messages/{topic}/{partition}/{offset}`
public record MessageStory(JsonNode message) {
    private static final int VERSION_SHOWN = 12;

    /// Whether there is such a message: not, where its partition ends before it.
    boolean exists() {
        return !message.hasNonNull("end");
    }

    /// Writes it as an answer.
    public void print(Console console) {
        JsonNode id = message.path("id");
        console.say(
                "message %s-%s at offset %s"
                        .formatted(
                                message.path("topic").asString(""),
                                id.path("partition").asString(""),
                                id.path("offset").asString("")));
        if (!exists()) {
            console.say(
                    "  there is no such message yet: the partition ends at offset %s"
                            .formatted(text(message, "end")));
        }
        if (message.path("stories").isEmpty()) {
            console.say("  no action has read it");
        }
        for (JsonNode story : message.path("stories")) {
            console.say(story(story));
            for (JsonNode step : story.path("history")) {
                console.say(step(step));
            }
        }
    }

    private static String story(JsonNode story) {
        JsonNode span = story.path("span");
        StringBuilder text =
                new StringBuilder(
                        "  action %s: %s"
                                .formatted(text(story, "action"), text(story, "disposition")));
        if (text(story, "disposition").equals("SCORED_OR_FILTERED")) {
            text.append(" (its span holds both; the output topic has its score, or not)");
        }
        if (story.hasNonNull("mode")) {
            text.append(", mode ").append(text(story, "mode"));
        }
        if (span.isObject()) {
            text.append(
                    ", span [%s, %s) at %s"
                            .formatted(text(span, "lo"), text(span, "hi"), text(span, "at")));
        }
        List<String> versions = new ArrayList<>();
        for (JsonNode version : story.path("modelVersions")) {
            versions.add(
                    version.isString()
                            ? version.asString()
                            : "%s %s (%s of its scores)"
                                    .formatted(
                                            text(version, "model"),
                                            shorten(text(version, "version")),
                                            text(version, "count")));
        }
        if (!versions.isEmpty()) {
            text.append(", model ").append(String.join(", ", versions));
        }
        return text.toString();
    }

    private static String step(JsonNode step) {
        StringBuilder text = new StringBuilder("    ").append(text(step, "at"));
        int replay = step.path("replay").asInt(0);
        if (replay > 0) {
            text.append(" replay ").append(replay);
        }
        boolean attempted = step.path("attempt").asInt(0) > 0;
        if (attempted) {
            text.append(" attempt ").append(text(step, "attempt"));
        }
        boolean behind = !attempted && text(step, "state").equals("FAILED");
        text.append(": ").append(behind ? "BEHIND" : text(step, "state"));
        for (String said : List.of("kind", "mode", "who")) {
            if (!text(step, said).isEmpty()) {
                text.append(' ').append(text(step, said));
            }
        }
        String run = text(step, "runId");
        if (!run.isEmpty()) {
            text.append(" run ").append(run);
        }
        JsonNode model = step.path("model");
        if (model.isObject()) {
            text.append(
                    " by %s %s".formatted(text(model, "name"), shorten(text(model, "version"))));
        }
        String error = text(step, "error");
        String letters = text(step, "deadLetterTopic");
        return text
                + (error.isEmpty() ? "" : ": " + error)
                + (letters.isEmpty() ? "" : " (payload kept in %s)".formatted(letters));
    }

    private static String shorten(String version) {
        return version.substring(0, Math.min(VERSION_SHOWN, version.length()));
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
