package dev.scorebus.score.stream;

import static dev.scorebus.score.stream.StreamFixture.bytes;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.serialization.Deserializer;

/// Reads values as they are, and dies of one of them in the poll that brings it, as a JVM does of a record that unpacks to more
/// than its heap.
public final class FatalBytes implements Deserializer<byte[]> {
    /// A setting of the consumer: an [AtomicBoolean], which says whether the deadly value can be borne.
    static final String SPARED = "scorebus.test.spared";

    private static final byte[] DEADLY = bytes("{\"lang\": \"deadly\"}");

    private AtomicBoolean spared = new AtomicBoolean();

    /// The value that it dies of.
    static String deadly() {
        return new String(DEADLY, StandardCharsets.UTF_8);
    }

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        spared = (AtomicBoolean) Objects.requireNonNull(settings.get(SPARED));
    }

    @Override
    public byte[] deserialize(String topic, byte[] data) {
        if (Arrays.equals(data, DEADLY) && !spared.get()) {
            throw new MortalClients.Killed();
        }
        return data;
    }
}
