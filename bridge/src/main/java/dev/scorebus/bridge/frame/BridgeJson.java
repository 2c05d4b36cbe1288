package dev.scorebus.bridge.frame;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// How JSON is read and written on the bridge.
public final class BridgeJson {
    /// A frame of the largest size may hold 30 million empty objects, which take gigabytes once they are read: so many
    /// values no honest answer has.
    private static final long MOST_TOKENS = 2_000_000;

    /// Reads what a program sent: one value, nothing behind it, and not more of it than the memory holds.
    public static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxTokenCount(MOST_TOKENS)
                                                    .maxStringLength(FrameReader.LARGEST)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private BridgeJson() {}
}
