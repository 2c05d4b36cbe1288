package dev.scorebus.train.registry;

import dev.scorebus.message.WireJson;
import dev.scorebus.model.ModelVersion;
import dev.scorebus.model.RegisteredModel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The table of model versions. A version is written once and never changed.
@Repository
class ModelTable {
    private static final String ADD =
            """
            INSERT INTO model_version (name, customer, version, document)
            VALUES (:name, :customer, :version, CAST(:document AS jsonb))
            ON CONFLICT DO NOTHING
            """;
    private static final String SELECT =
            """
            SELECT m.document, m.registered_at,
                   ARRAY(SELECT a.alias FROM model_alias a
                          WHERE (a.name, a.customer, a.version) = (m.name, m.customer, m.version)
                          ORDER BY a.alias) AS aliases
              FROM model_version m
            """;
    private static final String NEWEST =
            SELECT
                    + """
                    WHERE (CAST(:name AS text) IS NULL OR m.name = :name)
                      AND (CAST(:customer AS text) IS NULL OR m.customer = :customer)
                    ORDER BY m.registered_at DESC, m.version LIMIT 1000
                    """;
    private static final String ONE =
            SELECT + " WHERE m.name = :name AND m.customer = :customer AND m.version = :version";
    private static final String BEGINNING =
            """
            SELECT version FROM model_version
             WHERE name = :name AND customer = :customer AND starts_with(version, :beginning)
             ORDER BY version LIMIT 20
            """;
    private static final String ALL = "SELECT document FROM model_version ORDER BY registered_at";
    private static final String IS_ARTEFACT =
            "SELECT EXISTS (SELECT 1 FROM model_version WHERE version = :version)";

    private final JdbcClient jdbc;

    ModelTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Adds a version.
    ///
    /// @return whether it is new
    boolean add(ModelVersion version) {
        return jdbc.sql(ADD)
                        .param("name", version.name())
                        .param("customer", key(version.customer()))
                        .param("version", version.version())
                        .param("document", WireJson.mapper().writeValueAsString(version))
                        .update()
                == 1;
    }

    /// The newest versions first; of one model, of one customer, where these are given.
    List<RegisteredModel> newest(@Nullable String name, @Nullable String customer) {
        return jdbc.sql(NEWEST)
                .param("name", name)
                .param("customer", customer)
                .query(ModelTable::registered)
                .list();
    }

    Optional<RegisteredModel> find(String name, @Nullable String customer, String version) {
        return jdbc.sql(ONE)
                .param("name", name)
                .param("customer", key(customer))
                .param("version", version)
                .query(ModelTable::registered)
                .optional();
    }

    /// The versions that begin so, at most 20.
    List<String> beginning(String name, @Nullable String customer, String beginning) {
        return jdbc.sql(BEGINNING)
                .param("name", name)
                .param("customer", key(customer))
                .param("beginning", beginning)
                .query((row, _) -> row.getString("version"))
                .list();
    }

    /// Every version, the oldest first.
    List<ModelVersion> all() {
        return jdbc.sql(ALL).query((row, _) -> version(row)).list();
    }

    boolean isArtefact(String version) {
        return jdbc.sql(IS_ARTEFACT).param("version", version).query(Boolean.class).single();
    }

    /// How a model over all customers is written in a key.
    static String key(@Nullable String customer) {
        return customer == null ? "" : customer;
    }

    private static RegisteredModel registered(ResultSet row, int number) throws SQLException {
        return new RegisteredModel(
                version(row),
                List.of((String[]) row.getArray("aliases").getArray()),
                row.getTimestamp("registered_at").toInstant());
    }

    private static ModelVersion version(ResultSet row) throws SQLException {
        return WireJson.mapper().readValue(row.getString("document"), ModelVersion.class);
    }
}
