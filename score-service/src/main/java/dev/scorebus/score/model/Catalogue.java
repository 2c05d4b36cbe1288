package dev.scorebus.score.model;

import dev.scorebus.model.ModelVersion;
import dev.scorebus.model.RegistryRecord;
import dev.scorebus.model.RegistryRecord.AliasMoved;
import dev.scorebus.model.RegistryRecord.Registered;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the registry says: model versions and aliases, by their keys. Immutable.
record Catalogue(Map<String, RegistryRecord> records, Map<String, List<ModelVersion>> byName) {
    static final Catalogue EMPTY = new Catalogue(Map.of(), Map.of());

    /// The catalogue of these records.
    static Catalogue of(Collection<RegistryRecord> records) {
        Map<String, RegistryRecord> byKey = new LinkedHashMap<>();
        Map<String, List<ModelVersion>> byName = new TreeMap<>();
        for (RegistryRecord record : records) {
            byKey.put(record.key(), record);
        }
        for (RegistryRecord record : byKey.values()) {
            if (record instanceof Registered(ModelVersion version)) {
                byName.merge(version.name(), List.of(version), Catalogue::newestFirst);
            }
        }
        return new Catalogue(Map.copyOf(byKey), byName);
    }

    private static List<ModelVersion> newestFirst(
            List<ModelVersion> some, List<ModelVersion> more) {
        return java.util.stream.Stream.concat(some.stream(), more.stream())
                .sorted(
                        Comparator.comparing(
                                        (ModelVersion version) -> version.lineage().trainedAt())
                                .reversed())
                .toList();
    }

    /// Every version of a model, the newest first; none when the name is unknown.
    List<ModelVersion> versions(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /// A version of a model, whomever it was trained for.
    Optional<ModelVersion> version(String name, String version) {
        return versions(name).stream().filter(v -> v.version().equals(version)).findFirst();
    }

    /// What an alias names, for exactly that customer (absent: for all customers).
    Optional<ModelVersion> named(String name, @Nullable String customer, String alias) {
        RegistryRecord moved = records.get(new AliasMoved(name, customer, alias, "", 0).key());
        return moved instanceof AliasMoved to
                ? versions(name).stream()
                        .filter(v -> v.version().equals(to.version()))
                        .min(Comparator.comparing(v -> !Objects.equals(v.customer(), customer)))
                : Optional.empty();
    }

    /// Every move of an alias.
    List<AliasMoved> aliases() {
        return records.values().stream()
                .filter(AliasMoved.class::isInstance)
                .map(AliasMoved.class::cast)
                .toList();
    }
}
