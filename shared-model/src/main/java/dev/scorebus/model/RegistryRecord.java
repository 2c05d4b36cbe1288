package dev.scorebus.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

/// A fact of the model registry, as it lies in the compacted topic of models under [#key].
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RegistryRecord.Registered.class, name = "version"),
    @JsonSubTypes.Type(value = RegistryRecord.AliasMoved.class, name = "alias")
})
public sealed interface RegistryRecord {
    /// The record's key in the compacted topic.
    String key();

    /// A model version exists; its artefact can be fetched by its sha-256.
    record Registered(ModelVersion version) implements RegistryRecord {
        @Override
        public String key() {
            return "version/%s/%s/%s"
                    .formatted(version.name(), nullToEmpty(version.customer()), version.version());
        }
    }

    /// An alias names another version.
    ///
    /// @param revision grows by one with each move; a reader ignores an older one
    record AliasMoved(
            String name, @Nullable String customer, String alias, String version, long revision)
            implements RegistryRecord {
        @Override
        public String key() {
            return "alias/%s/%s/%s".formatted(name, nullToEmpty(customer), alias);
        }
    }

    private static String nullToEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
