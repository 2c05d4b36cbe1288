package dev.scorebus.score.model;

import dev.scorebus.message.WireJson;
import dev.scorebus.model.RegistryRecord;
import dev.scorebus.model.RegistryRecord.AliasMoved;
import dev.scorebus.score.kafka.CompactedTopicLoop;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/// Gathers the records of the topic of models into catalogues. A record that cannot be read is left out; an alias that goes
/// back in its revisions is ignored.
final class RegistryReader implements CompactedTopicLoop.Reader {
    private static final Logger LOGGER = LoggerFactory.getLogger(RegistryReader.class);

    private final Consumer<Catalogue> learner;
    private final Runnable nothing;
    private final Map<String, RegistryRecord> records = new LinkedHashMap<>();

    /// @param learner is told the catalogue whenever it changes
    /// @param nothing is called when there is no registry yet
    RegistryReader(Consumer<Catalogue> learner, Runnable nothing) {
        this.learner = learner;
        this.nothing = nothing;
    }

    @Override
    public void missing() {
        nothing.run();
    }

    @Override
    public void begin() {
        records.clear();
    }

    @Override
    public void record(String key, byte @Nullable [] value) {
        if (value == null) {
            records.remove(key);
            return;
        }
        try {
            RegistryRecord record = WireJson.mapper().readValue(value, RegistryRecord.class);
            if (!older(record, records.get(key))) {
                records.put(key, record);
            }
        } catch (JacksonException e) {
            LOGGER.atWarn()
                    .addKeyValue("error", e.getOriginalMessage())
                    .log("record of the registry cannot be read and is left out");
        }
    }

    @Override
    public void end(boolean complete) {
        if (complete) {
            learner.accept(Catalogue.of(records.values()));
        }
    }

    private static boolean older(RegistryRecord record, @Nullable RegistryRecord known) {
        return record instanceof AliasMoved moved
                && known instanceof AliasMoved before
                && moved.revision() < before.revision();
    }
}
