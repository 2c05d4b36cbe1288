package dev.scorebus.sdk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The platform at the other end of the connection.
final class ConnectedHost implements Host {
    private final Frames frames;
    private final @Nullable Model model;
    private final JsonNode settings;
    private volatile long running;
    private volatile long cancelled;

    ConnectedHost(Frames frames, JsonNode welcome) {
        this.frames = frames;
        JsonNode given = welcome.path("model");
        this.model =
                given.isObject()
                        ? new Model(
                                given.path("name").asString(""),
                                given.path("version").asString(""),
                                Path.of(given.path("folder").asString("")))
                        : null;
        this.settings = welcome.path("settings");
    }

    void begin(long call) {
        running = call;
    }

    void cancel(long call) {
        cancelled = call;
    }

    @Override
    public Optional<Model> model() {
        return Optional.ofNullable(model);
    }

    @Override
    public JsonNode settings() {
        return settings;
    }

    @Override
    public boolean cancelled() {
        return cancelled == running;
    }

    @Override
    public void count(String name, double value, Map<String, String> labels) {
        metric("counter", name, value, labels);
    }

    @Override
    public void set(String name, double value, Map<String, String> labels) {
        metric("gauge", name, value, labels);
    }

    @Override
    public void observe(String name, double value, Map<String, String> labels) {
        metric("histogram", name, value, labels);
    }

    private void metric(String kind, String name, double value, Map<String, String> labels) {
        ObjectNode frame =
                Frames.frame("metric").put("kind", kind).put("name", name).put("value", value);
        frame.set("labels", Frames.JSON.valueToTree(labels));
        send(frame);
    }

    @Override
    public void log(String level, String message, Map<String, ?> fields) {
        ObjectNode frame = Frames.frame("log").put("level", level).put("message", message);
        frame.set("fields", Frames.JSON.valueToTree(fields));
        send(frame);
    }

    /// A connection that is gone ends the process elsewhere; what is said beside answers may be lost with it.
    void send(ObjectNode frame) {
        try {
            frames.write(frame);
        } catch (IOException e) {
            System.err.println("not sent: " + e);
        }
    }
}
