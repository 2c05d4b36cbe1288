package dev.scorebus.sdk;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers the calls of the platform with what a program says.
final class AnswerLoop {
    private static final String SCORE = "score";

    private final ScienceProgram program;
    private final ConnectedHost host;

    AnswerLoop(ScienceProgram program, ConnectedHost host) {
        this.program = program;
        this.host = host;
    }

    /// The frame that answers a call.
    ObjectNode answer(JsonNode call) {
        String command = call.path("command").asString("");
        JsonNode id = call.path("id");
        if (call.has("messages")) {
            return command.equals(SCORE) ? scores(call, id) : unknown(command, id);
        }
        Command known = program.commands().get(command);
        return known == null ? unknown(command, id) : result(known, call, id);
    }

    private ObjectNode scores(JsonNode call, JsonNode id) {
        ObjectNode reply = Frames.frame("reply");
        reply.set("id", id);
        ArrayNode replies = reply.putArray("replies");
        boolean explain = call.path("explain").asBoolean(false);
        for (JsonNode message : call.path("messages")) {
            replies.add(entry(Message.of(message, explain)));
        }
        return reply;
    }

    // Whatever science code throws is the error of its message.
    @SuppressWarnings("IllegalCatch")
    private ObjectNode entry(Message message) {
        ObjectNode entry = Frames.JSON.createObjectNode();
        try {
            Score score = program.score(message);
            entry.set("value", tree(score.value()));
            Score.Explanation why = score.why();
            if (why != null && message.explain()) {
                ObjectNode explanation = entry.putObject("explanation").put("base", why.base());
                ObjectNode contributions = explanation.putObject("contributions");
                why.contributions().forEach(contributions::put);
            }
        } catch (Exception e) {
            entry.removeAll();
            entry.set("error", error(e));
        }
        return entry;
    }

    // Whatever science code throws is the error of its call.
    @SuppressWarnings("IllegalCatch")
    private ObjectNode result(Command command, JsonNode call, JsonNode id) {
        try {
            Object answer =
                    command.answer(
                            call.path("input"),
                            (done, message) -> {
                                ObjectNode progress =
                                        Frames.frame("progress")
                                                .put("done", done)
                                                .put("message", message);
                                progress.set("id", id);
                                host.send(progress);
                            });
            ObjectNode reply = Frames.frame("reply");
            reply.set("id", id);
            reply.set("result", tree(answer));
            return reply;
        } catch (Exception e) {
            return failed(id, error(e));
        }
    }

    private static JsonNode tree(Object answer) {
        JsonNode tree;
        try {
            tree = Frames.JSON.valueToTree(answer);
        } catch (JacksonException e) {
            throw new BadAnswerException("the answer is no JSON: " + e.getOriginalMessage(), e);
        }
        if (tree instanceof NullNode || isNotFinite(tree)) {
            throw new BadAnswerException("the answer is or holds no number, or null", null);
        }
        return tree;
    }

    /// JSON has neither NaN nor infinity.
    private static boolean isNotFinite(JsonNode tree) {
        return tree.isFloatingPointNumber()
                ? !Double.isFinite(tree.doubleValue())
                : tree.valueStream().anyMatch(AnswerLoop::isNotFinite);
    }

    private static ObjectNode unknown(String command, JsonNode id) {
        return failed(
                id,
                Frames.JSON
                        .createObjectNode()
                        .put("class", "UnknownCommand")
                        .put("message", "there is no command '%s'".formatted(command)));
    }

    private static ObjectNode failed(JsonNode id, ObjectNode error) {
        ObjectNode failed = Frames.frame("failed");
        failed.set("id", id);
        failed.set("error", error);
        return failed;
    }

    private static ObjectNode error(Exception e) {
        return Frames.JSON
                .createObjectNode()
                .put("class", e.getClass().getName())
                .put("message", String.valueOf(e.getMessage()))
                .put("retryable", e instanceof RetryableException);
    }
}
