package dev.scorebus.message;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Structured mode: one JSON object holds attributes and data (`cloudevents/spec`, formats/json-format.md). The bytes of
/// `data` are taken from the document as they stand there, so that no number changes on its way.
final class StructuredMode {
    private static final byte[] NOTHING = new byte[0];

    private final byte[] document;
    private final Attributes attributes;
    private final Set<String> seen = new HashSet<>();
    private @Nullable String contentType;
    private byte @Nullable [] json;
    private @Nullable String text;
    private byte @Nullable [] binary;

    private StructuredMode(byte[] document, Map<String, String> inherited) {
        this.document = document;
        this.attributes = new Attributes(inherited);
    }

    static Decoded read(byte[] document, Map<String, String> inherited) {
        if (document.length > WireJson.MAX_BYTES) {
            return new Decoded.Unreadable(
                    "the document has %d bytes, more than the %d that are read"
                            .formatted(document.length, WireJson.MAX_BYTES));
        }
        try (JsonParser parser = WireJson.mapper().createParser(document)) {
            return new StructuredMode(document, inherited).read(parser);
        } catch (JacksonException e) {
            return new Decoded.Unreadable("the document is not JSON: " + WireJson.problem(e));
        }
    }

    static byte[] write(CloudEvent event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(event.data().length + 256);
        try (JsonGenerator generator = WireJson.mapper().createGenerator(out)) {
            generator.writeStartObject();
            generator.writeStringProperty("specversion", CloudEvents.VERSION);
            generator.writeStringProperty("id", event.id());
            generator.writeStringProperty("source", event.source());
            generator.writeStringProperty("type", event.type());
            writeOptional(generator, "subject", event.subject());
            writeOptional(generator, "time", event.time());
            writeOptional(generator, "datacontenttype", event.dataContentType());
            event.extensions().forEach(generator::writeStringProperty);
            writeData(generator, event);
            generator.writeEndObject();
        }
        return out.toByteArray();
    }

    private Decoded read(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return new Decoded.Unreadable("the document is not a JSON object");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            String problem = seen.add(name) ? member(name, parser) : "'%s' is there twice";
            if (problem != null) {
                return new Decoded.Unreadable(problem.formatted(name));
            }
        }
        if (parser.nextToken() != null) {
            return new Decoded.Unreadable("something follows the JSON object");
        }
        if (binary != null && json != null) {
            return new Decoded.Unreadable("there is 'data' and 'data_base64'");
        }
        return attributes.event(data());
    }

    /// Takes in one member; answers what is wrong with it.
    private @Nullable String member(String name, JsonParser parser) {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        return switch (name) {
            case "data" -> data(token, parser);
            case "data_base64" -> base64(token, parser);
            default -> attribute(name, token, parser);
        };
    }

    private @Nullable String data(JsonToken token, JsonParser parser) {
        long from = parser.currentTokenLocation().getByteOffset();
        if (token == JsonToken.VALUE_STRING) {
            text = parser.getString();
        }
        parser.skipChildren();
        parser.finishToken();
        long to = parser.currentLocation().getByteOffset();
        if (from < 0 || to <= from) {
            return "the document is not UTF-8";
        }
        json = Arrays.copyOfRange(document, (int) from, (int) to);
        return null;
    }

    private @Nullable String base64(JsonToken token, JsonParser parser) {
        if (token != JsonToken.VALUE_STRING) {
            return "'%s' is not a string";
        }
        try {
            binary = Base64.getDecoder().decode(parser.getString());
            return null;
        } catch (IllegalArgumentException _) {
            return "'%s' is not base64";
        }
    }

    private @Nullable String attribute(String name, JsonToken token, JsonParser parser) {
        if (!Attributes.isName(name)) {
            return "'%s' is not the name of an attribute, which has lower-case letters and digits only";
        }
        if (!token.isScalarValue()) {
            return "the attribute '%s' is not a string, number or boolean";
        }
        String value = parser.getString();
        if (name.equals("datacontenttype")) {
            contentType = value;
        }
        attributes.put(name, value);
        return null;
    }

    /// A string under a content type that is not JSON is the text itself, any other value is JSON.
    private byte[] data() {
        if (binary != null) {
            return binary;
        }
        if (text != null && !isJson(contentType)) {
            return Wire.utf8(text);
        }
        return json == null ? NOTHING : json;
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return true;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.endsWith("/json") || type.endsWith("+json");
    }

    private static void writeOptional(
            JsonGenerator generator, String name, @Nullable Object value) {
        if (value != null) {
            generator.writeStringProperty(name, value.toString());
        }
    }

    private static void writeData(JsonGenerator generator, CloudEvent event) {
        if (event.data().length == 0) {
            return;
        }
        if (isJson(event.dataContentType()) && isDocument(event.data())) {
            generator.writeName("data");
            generator.writeRawValue(Wire.text(event.data()));
        } else {
            generator.writeStringProperty(
                    "data_base64", Base64.getEncoder().encodeToString(event.data()));
        }
    }

    /// Whether the bytes are one JSON value, so that they can stand in a document as they are.
    private static boolean isDocument(byte[] data) {
        try (JsonParser parser = WireJson.mapper().createParser(data)) {
            JsonToken first = parser.nextToken();
            parser.skipChildren();
            parser.finishToken();
            return first != null && parser.nextToken() == null;
        } catch (JacksonException _) {
            return false;
        }
    }
}
