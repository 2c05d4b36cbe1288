package dev.scorebus.score.sink;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Scores as lines of text.
final class ScoreLines {
    private static final String HEADER =
            "action,topic,topic_id,topic_partition,topic_offset,message_at,event_id,subject,customer,value,score,model,version,scored_at\r\n";

    private ScoreLines() {}

    /// One score a line, as it goes to topics.
    static byte[] json(List<Delivery> deliveries) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Delivery delivery : deliveries) {
            lines.writeBytes(delivery.event().data());
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    /// CSV as RFC 4180 has it, with a header; the columns are those of tables.
    static byte[] csv(List<Delivery> deliveries) {
        StringBuilder lines = new StringBuilder(HEADER);
        for (Delivery delivery : deliveries) {
            lines.append(
                    line(
                            delivery.action(),
                            delivery.topic(),
                            delivery.message().topicId().toString(),
                            Integer.toString(delivery.message().partition()),
                            Long.toString(delivery.message().offset()),
                            Instant.ofEpochMilli(delivery.timestamp()).toString(),
                            delivery.eventId(),
                            delivery.subject(),
                            delivery.customer(),
                            delivery.value(),
                            new String(delivery.event().data(), StandardCharsets.UTF_8),
                            delivery.model().name(),
                            delivery.model().version(),
                            delivery.scoredAt().toString()));
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String line(@Nullable String... fields) {
        return Arrays.stream(fields)
                .map(ScoreLines::field)
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    /// A field that is not there is empty; one that is there and empty stands in quotes.
    private static String field(@Nullable String text) {
        if (text == null) {
            return "";
        }
        boolean plain =
                !text.isEmpty()
                        && text.chars()
                                .noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return plain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
