package dev.scorebus.action;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `event` as expressions see it.
final class EventFields implements CelFields {
    /// The fields an expression may name, in the order in which they are told.
    static final List<String> NAMES =
            List.of(
                    "id",
                    "source",
                    "type",
                    "subject",
                    "time",
                    "topic",
                    "key",
                    "contenttype",
                    "extensions",
                    "data");

    private final EventView view;
    private @Nullable Object data;

    EventFields(EventView view) {
        this.view = view;
    }

    @Override
    public @Nullable Object field(String name) {
        return switch (name) {
            case "id" -> view.event().id();
            case "source" -> view.event().source();
            case "type" -> view.event().type();
            case "subject" -> view.event().subject();
            case "time" -> view.event().time();
            case "topic" -> view.topic();
            case "key" -> view.key();
            case "contenttype" -> view.event().dataContentType();
            case "extensions" -> view.event().extensions();
            case "data" -> data();
            default -> null;
        };
    }

    @Override
    public Collection<String> names() {
        return NAMES.stream().filter(name -> field(name) != null).toList();
    }

    @Override
    public String missing(String name) {
        return name.equals("data") && view.json() instanceof Evaluation.Failed(String why)
                ? why
                : CelFields.super.missing(name);
    }

    private @Nullable Object data() {
        Object known = data;
        if (known == null && view.json() instanceof Evaluation.Value(JsonNode node)) {
            known = CelValues.ofJson(node);
            data = known;
        }
        return known;
    }
}
