package dev.scorebus.train.data;

import dev.scorebus.message.WireJson;
import dev.scorebus.training.DataSetVersion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// The table of data sets. A version that is registered again becomes the newest.
@Repository
class DataSetTable {
    private static final String PUT =
            """
            INSERT INTO data_set (name, version, document, registered_at)
            VALUES (:name, :version, CAST(:document AS jsonb), :registeredAt)
            ON CONFLICT (name, version)
            DO UPDATE SET document = excluded.document, registered_at = excluded.registered_at
            """;
    private static final String NEWEST_OF_EACH =
            """
            SELECT DISTINCT ON (name) document FROM data_set ORDER BY name, registered_at DESC
            """;
    private static final String OF_NAME =
            """
            SELECT document FROM data_set WHERE name = :name ORDER BY registered_at DESC LIMIT 1000
            """;
    private static final String ONE =
            """
            SELECT document FROM data_set WHERE name = :name AND version = :version
            """;

    private static final String BEGINNING =
            """
            SELECT version FROM data_set WHERE name = :name AND starts_with(version, :beginning)
             ORDER BY version LIMIT 20
            """;

    private final JdbcClient jdbc;

    DataSetTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void put(DataSetVersion version) {
        jdbc.sql(PUT)
                .param("name", version.name())
                .param("version", version.version())
                .param("document", WireJson.mapper().writeValueAsString(version))
                .param("registeredAt", Timestamp.from(version.registeredAt()))
                .update();
    }

    List<DataSetVersion> newestOfEach() {
        return jdbc.sql(NEWEST_OF_EACH).query(DataSetTable::document).list();
    }

    List<DataSetVersion> ofName(String name) {
        return jdbc.sql(OF_NAME).param("name", name).query(DataSetTable::document).list();
    }

    /// The versions that begin so, at most 20.
    List<String> beginning(String name, String beginning) {
        return jdbc.sql(BEGINNING)
                .param("name", name)
                .param("beginning", beginning)
                .query((row, _) -> row.getString("version"))
                .list();
    }

    Optional<DataSetVersion> find(String name, String version) {
        return jdbc.sql(ONE)
                .param("name", name)
                .param("version", version)
                .query(DataSetTable::document)
                .optional();
    }

    private static DataSetVersion document(ResultSet row, int number) throws SQLException {
        return WireJson.mapper().readValue(row.getString("document"), DataSetVersion.class);
    }
}
