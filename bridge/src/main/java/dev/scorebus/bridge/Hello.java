package dev.scorebus.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a program said of itself.
///
/// @param name empty when it did not say
/// @param commands the names of its commands, at least one
/// @param concurrency how many calls it takes at once
/// @param heartbeat whether it answers `ping` while a call is in flight
/// @param binary whether it understands attachments
/// @param pure those of its commands whose answer depends on nothing but the data and customer of a message, or the input, and the
///     versions of program and model
/// @param sdk empty when it did not say
public record Hello(
        String name,
        List<String> commands,
        int concurrency,
        boolean heartbeat,
        boolean binary,
        List<String> pure,
        String sdk) {
    private static final int PROTOCOL = 1;
    private static final int LONGEST_NAME = 200;
    private static final int MOST_COMMANDS = 1_000;
    private static final Pattern COMMAND = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    public Hello {
        commands = List.copyOf(commands);
        pure = List.copyOf(pure);
    }

    /// What is wrong with a `hello`, apart from its token; null when nothing is.
    static @Nullable String fault(ObjectNode frame) {
        JsonNode protocol = frame.path("protocol");
        if (!protocol.isArray()) {
            return "hello has no \"protocol\": it lists the versions that the program speaks";
        }
        if (protocol.valueStream().noneMatch(each -> each.isInt() && each.intValue() == PROTOCOL)) {
            return "this runner speaks protocol 1, the program does not";
        }
        JsonNode commands = frame.path("commands");
        if (!commands.isArray() || commands.isEmpty() || commands.size() > MOST_COMMANDS) {
            return "hello has no \"commands\": it lists at least one";
        }
        if (commands.valueStream()
                .anyMatch(
                        each ->
                                !each.isString()
                                        || !COMMAND.matcher(each.stringValue()).matches())) {
            return "a command of hello is not [a-z][a-z0-9-]{0,62}";
        }
        JsonNode concurrency = frame.path("concurrency");
        if (!concurrency.isMissingNode() && (!concurrency.isInt() || concurrency.intValue() < 1)) {
            return "\"concurrency\" of hello is a whole number, at least 1";
        }
        return null;
    }

    /// @param frame one without [#fault]
    static Hello of(ObjectNode frame) {
        return new Hello(
                Texts.cut(frame.path("name").asString(""), LONGEST_NAME),
                texts(frame.path("commands")),
                frame.path("concurrency").asInt(1),
                frame.path("heartbeat").asBoolean(false),
                frame.path("binary").asBoolean(false),
                texts(frame.path("pure")),
                Texts.cut(frame.path("sdk").asString(""), LONGEST_NAME));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : array) {
            if (each.isString()) {
                texts.add(each.stringValue());
            }
        }
        return texts;
    }
}
