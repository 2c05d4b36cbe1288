package dev.scorebus.score.stream;

import static dev.scorebus.score.stream.StreamFixture.bytes;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Records that can never be scored, one of each kind.
final class BadRecords {
    /// What is said of them, among other things.
    static final String[] REASONS = {
        "not JSON",
        "'lang' is required",
        "'team_size' is a string, not a number",
        "too large",
        "'tier' has a word that training never saw",
        "not an object",
        "given twice",
        "beyond the numbers",
        "empty",
        "nested"
    };

    private BadRecords() {}

    /// The records, for the stream's source.
    static List<ProducerRecord<byte[], byte[]>> of(StreamFixture stream) {
        List<ProducerRecord<byte[], byte[]>> bad = new ArrayList<>();
        for (String data :
                List.of(
                        "secret, and no JSON",
                        "{\"lang\": \"go\"",
                        "{\"team_size\": 3}",
                        "{\"team_size\": \"secret\", \"lang\": \"go\"}",
                        "{\"lang\": \"go\", \"tier\": \"secret\"}",
                        "[\"go\"]",
                        "{\"lang\": \"go\", \"lang\": \"java\"}",
                        "{\"lang\": \"go\", \"team_size\": 1e39}",
                        "{\"lang\": \"go\", \"team_size\": NaN}",
                        "{\"lang\": \"go\", \"x\": "
                                + "[".repeat(10_000)
                                + "]".repeat(10_000)
                                + "}",
                        "{\"lang\": \"go\", \"x\": \"" + "y".repeat(200_000) + "\"}",
                        "{\"lang\": \"go\"} {\"lang\": \"go\"}",
                        "{\"lang\": \"go\", \"member\": 2}",
                        "{\"lang\": 1}",
                        "")) {
            bad.add(stream.event("bad" + bad.size(), data));
        }
        ProducerRecord<byte[], byte[]> notUtf8 =
                new ProducerRecord<>(
                        stream.source(),
                        new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}'});
        bad.add(notUtf8);
        bad.add(new ProducerRecord<>(stream.source(), bytes("tombstone"), null));
        ProducerRecord<byte[], byte[]> noType =
                new ProducerRecord<>(stream.source(), bytes("{\"lang\": \"go\"}"));
        noType.headers().add("ce_specversion", bytes("1.0"));
        noType.headers().add("ce_id", bytes("no-type"));
        bad.add(noType);
        ProducerRecord<byte[], byte[]> structured =
                new ProducerRecord<>(
                        stream.source(), bytes("{\"specversion\": \"1.0\", \"data\": 3"));
        structured.headers().add("content-type", bytes("application/cloudevents+json"));
        bad.add(structured);
        return bad;
    }
}
