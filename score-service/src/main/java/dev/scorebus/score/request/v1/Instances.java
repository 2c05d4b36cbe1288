package dev.scorebus.score.request.v1;

import dev.scorebus.message.WireJson;
import dev.scorebus.model.FeatureContract;
import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.program.Message;
import dev.scorebus.score.request.JsonRows;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.util.ByteArrayBuilder;

/// Finds the rows of `{"instances": [...]}`.
final class Instances {
    private final byte[] body;
    private final FeatureContract contract;
    private final int most;

    private Instances(byte[] body, FeatureContract contract, int most) {
        this.body = body;
        this.contract = contract;
        this.most = most;
    }

    static List<Message> read(byte[] body, FeatureContract contract, int most) {
        try (JsonParser parser = WireJson.mapper().createParser(body)) {
            return new Instances(body, contract, most).read(parser);
        } catch (JacksonException e) {
            throw JsonRows.unreadable(e);
        }
    }

    private List<Message> read(JsonParser parser) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw ProblemException.malformed("The body is not an object");
        }
        List<Message> rows = null;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken token = parser.nextToken();
            if (!name.equals("instances")) {
                parser.skipChildren();
            } else if (token != JsonToken.START_ARRAY || rows != null) {
                throw ProblemException.malformed("'instances' is not one array");
            } else {
                rows = rows(parser);
            }
        }
        if (parser.nextToken() != null) {
            throw ProblemException.malformed("The body goes on after the request");
        }
        if (rows == null) {
            throw ProblemException.malformed("'instances' is absent; send an array of rows");
        }
        return rows;
    }

    private List<Message> rows(JsonParser parser) {
        List<Message> rows = new ArrayList<>();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            rows.add(
                    switch (token) {
                        case START_OBJECT -> JsonRows.object(body, parser);
                        case START_ARRAY -> ordered(parser, rows.size());
                        default ->
                                throw ProblemException.malformed(
                                        "Row %d is neither an object nor an array of features"
                                                .formatted(rows.size()));
                    });
            JsonRows.requireAtMost(rows.size(), most);
        }
        return rows;
    }

    /// An array of values in the order of the contract, as an object.
    private Message ordered(JsonParser parser, int row) {
        List<String> names = contract.names();
        ByteArrayBuilder out = new ByteArrayBuilder(256);
        try (JsonGenerator json = WireJson.mapper().createGenerator(out)) {
            json.writeStartObject();
            int column = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (column == names.size()) {
                    throw wrongWidth(row);
                }
                json.writeName(names.get(column));
                json.copyCurrentStructure(parser);
                column++;
            }
            if (column != names.size()) {
                throw wrongWidth(row);
            }
            json.writeEndObject();
        }
        return Message.of(out.toByteArray());
    }

    private ProblemException wrongWidth(int row) {
        return ProblemException.malformed(
                "Row %d is an array of another length than the %d features %s"
                        .formatted(row, contract.names().size(), contract.names()));
    }
}
