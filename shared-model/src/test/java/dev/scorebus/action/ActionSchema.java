package dev.scorebus.action;

import dev.scorebus.message.Mode;
import dev.scorebus.message.WireJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The JSON Schema (2020-12) of an action file, made from [ActionFields].
final class ActionSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ActionSchema() {}

    static String text() {
        return WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(schema())
                + "\n";
    }

    private static ObjectNode schema() {
        ObjectNode schema = JSON.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", "https://scorebus.dev/schemas/action-v1.schema.json");
        schema.put("title", "Scorebus action");
        schema.put(
                "$comment",
                "Generated from the parser's own table; ActionSchemaTest says how. What a schema cannot say"
                        + " (expressions, limits of times, fields compared with each other) `scorebus check` says.");
        schema.setAll(ActionSchema.of(ActionFields.FILE));
        ((ObjectNode) schema.required("properties").required("spec")).set("allOf", rules());
        return schema;
    }

    private static ObjectNode of(Shape<?> shape) {
        ObjectNode schema = JSON.objectNode();
        switch (shape) {
            case Shape.Section section -> section(section, schema);
            case Shape.Many<?> many ->
                    schema.put("type", "array")
                            .put("minItems", 1)
                            .put("uniqueItems", true)
                            .set("items", of(many.element()));
            case Scalar.Text text -> pattern(schema, text.pattern());
            case Scalar.Amount amount ->
                    pattern(schema, amount.pattern())
                            .put("exclusiveMinimum", 0)
                            .set("type", JSON.arrayNode().add("string").add("number"));
            case Scalar.Word<?> word -> word.words().keySet().forEach(schema.putArray("enum")::add);
            case Scalar.Whole whole ->
                    schema.put("type", "integer")
                            .put("minimum", whole.min())
                            .put("maximum", whole.max());
            case Scalar.Web _ -> pattern(schema, Scalar.Web.PATTERN);
            case Scalar.Time _ -> pattern(schema, Scalar.Time.PATTERN);
            case Scalar.Cel _ ->
                    schema.put("type", "string")
                            .put("minLength", 1)
                            .put("maxLength", CelDialect.MAX_LENGTH);
            case Scalar.Explained _ -> pattern(schema, Scalar.Explained.PATTERN);
        }
        return schema;
    }

    private static void section(Shape.Section section, ObjectNode schema) {
        schema.put("type", "object");
        if (section.choice()) {
            schema.put("minProperties", 1).put("maxProperties", 1);
        }
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        for (Field<?> field : section.fields()) {
            ObjectNode property = properties.putObject(field.name());
            property.put("description", field.meaning());
            property.setAll(of(field.shape()));
            if (field.shape() instanceof Scalar<?> && !(field.shape() instanceof Scalar.Word<?>)) {
                property.put("description", field.meaning() + " Allowed: " + allowed(field));
            }
            String otherwise = field.defaultText();
            if (otherwise != null) {
                property.set("default", literal(field, otherwise));
            }
            if (field.required() && !field.isBoundToModes()) {
                required.add(field.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.put("additionalProperties", false);
    }

    private static String allowed(Field<?> field) {
        return field.shape().allowed() + ".";
    }

    private static JsonNode literal(Field<?> field, String text) {
        return field.shape() instanceof Scalar.Whole
                ? JSON.numberNode(Integer.parseInt(text))
                : JSON.stringNode(text);
    }

    private static ObjectNode pattern(ObjectNode schema, Pattern pattern) {
        return schema.put("type", "string").put("pattern", "^(?:" + pattern.pattern() + ")$");
    }

    private static ArrayNode rules() {
        ArrayNode rules = JSON.arrayNode();
        Shape.Section spec = (Shape.Section) ActionFields.SPEC.shape();
        for (Mode mode : Mode.values()) {
            ObjectNode then = JSON.objectNode();
            forMode(spec, mode, then);
            rules.add(
                    when(
                            "mode",
                            JSON.stringNode(mode.name().toLowerCase(Locale.ROOT).replace('_', '-')),
                            then));
        }
        ObjectNode trees = JSON.objectNode();
        trees.putArray("required").add("model");
        trees.putObject("properties").putObject("command").put("const", "score");
        rules.add(when("program", JSON.stringNode("trees"), trees));
        ObjectNode noRetries = JSON.objectNode();
        ObjectNode unused = noRetries.putObject("properties");
        List.of("firstDelay", "maxDelay", "ordering").forEach(name -> unused.put(name, false));
        ObjectNode retry = JSON.objectNode();
        retry.putObject("properties")
                .set("retry", when("maxRetries", JSON.numberNode(0), noRetries));
        rules.add(retry);
        return rules;
    }

    /// What a mode requires and what it leaves without an effect.
    private static void forMode(Shape.Section section, Mode mode, ObjectNode then) {
        ObjectNode properties = JSON.objectNode();
        List<String> required = new ArrayList<>();
        for (Field<?> field : section.fields()) {
            if (!field.modes().contains(mode)) {
                properties.put(field.name(), false);
            } else {
                if (field.required() && field.isBoundToModes()) {
                    required.add(field.name());
                }
                if (field.shape() instanceof Shape.Section below) {
                    ObjectNode rule = JSON.objectNode();
                    forMode(below, mode, rule);
                    if (!rule.isEmpty()) {
                        properties.set(field.name(), rule);
                    }
                }
            }
        }
        if (!properties.isEmpty()) {
            then.set("properties", properties);
        }
        if (!required.isEmpty()) {
            required.forEach(then.putArray("required")::add);
        }
    }

    private static ObjectNode when(String name, JsonNode value, ObjectNode then) {
        ObjectNode rule = JSON.objectNode();
        ObjectNode condition = rule.putObject("if");
        condition.putObject("properties").putObject(name).set("const", value);
        condition.putArray("required").add(name);
        rule.set("then", then);
        return rule;
    }
}
