package dev.scorebus.tracking.fold;

import dev.scorebus.ledger.TrackingEvent.ModelName;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The model versions that scored anything.
@Component
class ModelTable {
    private static final String INSERT =
            """
            INSERT INTO model (name, version)
            SELECT :name, :version
             WHERE NOT EXISTS (SELECT FROM model WHERE name = :name AND version = :version)
            ON CONFLICT DO NOTHING
            """;
    private static final String FIND =
            """
            SELECT id, name, version FROM model WHERE (name, version) IN (:models)
            """;

    private final JdbcClient jdbc;

    ModelTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A name and a version as the columns hold them.
    static ModelName stored(String name, String version) {
        return new ModelName(Columns.text(name), Columns.text(version));
    }

    /// The ids of model versions; those that are new get one, in an order in which no two replicas wait for each other.
    Map<ModelName, Integer> ids(Collection<ModelName> stored) {
        TreeSet<ModelName> models =
                new TreeSet<>(
                        Comparator.comparing(ModelName::name).thenComparing(ModelName::version));
        models.addAll(stored);
        Map<ModelName, Integer> ids = new HashMap<>();
        if (models.isEmpty()) {
            return ids;
        }
        for (ModelName model : models) {
            jdbc.sql(INSERT).param("name", model.name()).param("version", model.version()).update();
        }
        List<Object[]> pairs =
                models.stream().map(model -> new Object[] {model.name(), model.version()}).toList();
        jdbc.sql(FIND)
                .param("models", pairs)
                .query(
                        row -> {
                            ids.put(
                                    new ModelName(row.getString("name"), row.getString("version")),
                                    row.getInt("id"));
                        });
        return ids;
    }
}
