package dev.scorebus.score.request;

import dev.scorebus.score.edge.ProblemException;
import dev.scorebus.score.program.Message;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;

/// Finds the rows of a body without building them: each is a slice of its bytes.
public final class JsonRows {
    private JsonRows() {}

    /// The objects of the array whose start is the parser's current token; the parser stands on its end afterwards.
    ///
    /// @param body what the parser reads
    /// @param most how many rows are accepted
    public static List<Message> objects(byte[] body, JsonParser parser, int most) {
        List<Message> rows = new ArrayList<>();
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY;
                token = parser.nextToken()) {
            if (token != JsonToken.START_OBJECT) {
                throw ProblemException.malformed(
                        "Row %d is not an object of features".formatted(rows.size()));
            }
            rows.add(object(body, parser));
            requireAtMost(rows.size(), most);
        }
        return rows;
    }

    /// The object whose start is the parser's current token; the parser stands on its end afterwards.
    ///
    /// @param body what the parser reads
    public static Message object(byte[] body, JsonParser parser) {
        long from = parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        long to = parser.currentLocation().getByteOffset();
        if (from < 0 || to < 0) {
            throw ProblemException.malformed("The body is not in UTF-8");
        }
        return new Message(body, (int) from, (int) (to - from));
    }

    /// Refuses more rows than are accepted.
    public static void requireAtMost(long rows, int most) {
        if (rows > most) {
            throw ProblemException.malformed(
                    "There are more than %d rows (scorebus.score.request.max-rows); send fewer at a time"
                            .formatted(most));
        }
    }

    /// Says what is wrong with JSON that could not be read.
    public static ProblemException unreadable(JacksonException e) {
        if (e instanceof StreamConstraintsException) {
            return ProblemException.malformed(
                    "The body is nested deeper or has longer parts than is accepted: "
                            + e.getOriginalMessage());
        }
        return ProblemException.malformed(
                "The body is not JSON: %s, at line %d, column %d"
                        .formatted(
                                e.getOriginalMessage(),
                                e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                                e.getLocation() == null ? 0 : e.getLocation().getColumnNr()));
    }
}
