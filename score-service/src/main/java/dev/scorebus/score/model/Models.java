package dev.scorebus.score.model;

import dev.scorebus.model.ModelVersion;
import dev.scorebus.model.RegistryRecord.AliasMoved;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.stereotype.Component;

/// The models of this instance. An alias serves the version it served before until the one it names now is open and warm, so
/// a promotion delays nobody.
@Component
public final class Models {
    private static final Logger LOGGER = LoggerFactory.getLogger(Models.class);

    private final OpenModels open;
    private final Map<String, ModelVersion> serving = new ConcurrentHashMap<>();
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private volatile Catalogue catalogue = Catalogue.EMPTY;
    private volatile boolean known;

    Models(OpenModels open) {
        this.open = open;
    }

    /// The names of all models.
    public List<String> names() {
        return List.copyOf(catalogue.byName().keySet());
    }

    /// Every version of a model, the newest first; none when the name is unknown.
    public List<ModelVersion> versions(String name) {
        return catalogue.versions(name);
    }

    /// A version of a model.
    public Optional<ModelVersion> version(String name, String version) {
        return catalogue.version(name, version);
    }

    /// The version over all customers that an alias names.
    public Optional<ModelVersion> named(String name, String alias) {
        return catalogue.named(name, null, alias);
    }

    /// Whether the registry was read, from Kafka or from what was known at the last start.
    public boolean known() {
        return known;
    }

    /// The model that an alias names for a customer, else the one it names for all customers.
    ///
    /// @param customer absent: only the one for all customers
    public Serving serving(String name, @Nullable String customer, String alias) {
        if (customer != null) {
            String own = key(name, customer, alias);
            if (catalogue.records().containsKey(own)) {
                Serving served = served(own, name, customer, alias);
                if (!(served instanceof Serving.Unknown)) {
                    return served;
                }
            }
        }
        return served(key(name, null, alias), name, null, alias);
    }

    /// A version by its sha-256.
    public Serving serving(String name, String version) {
        return version(name, version)
                .map(this::lease)
                .orElseGet(
                        () ->
                                new Serving.Unknown(
                                        "Model %s with version %s not found"
                                                .formatted(name, version)));
    }

    /// Whether any customer, or all of them, have a model under that alias.
    public boolean anyServes(String name, String alias) {
        return catalogue.aliases().stream()
                .anyMatch(moved -> moved.name().equals(name) && moved.alias().equals(alias));
    }

    /// Why an alias cannot score now, if it cannot.
    public Optional<String> trouble(String name, @Nullable String customer, String alias) {
        String key = key(name, customer, alias);
        if (serving.containsKey(key)) {
            return Optional.empty();
        }
        String trouble = troubles.get(key);
        return Optional.of(
                trouble != null
                        ? trouble
                        : catalogue.records().containsKey(key)
                                ? "the version is being opened"
                                : "Model %s has no %s".formatted(name, alias));
    }

    /// Why a version cannot score now, if it cannot; one that is not open is opened when it is asked.
    public Optional<String> trouble(ModelVersion version) {
        return open.trouble(version);
    }

    private Serving served(String key, String name, @Nullable String customer, String alias) {
        ModelVersion serves = serving.get(key);
        if (serves != null) {
            return lease(serves);
        }
        Optional<ModelVersion> named = catalogue.named(name, customer, alias);
        if (named.isPresent()) {
            return lease(named.get());
        }
        if (catalogue.records().containsKey(key)) {
            return new Serving.NotReady(
                    "Model %s: the version that %s names is not known yet".formatted(name, alias));
        }
        return new Serving.Unknown(
                catalogue.versions(name).isEmpty()
                        ? "Model %s not found".formatted(name)
                        : "Model %s has no %s".formatted(name, alias));
    }

    private Serving lease(ModelVersion version) {
        try {
            return new Serving.Ready(open.lease(version));
        } catch (UnusableModelException e) {
            return new Serving.NotReady(
                    "Model %s version %s cannot be opened: %s"
                            .formatted(version.name(), version.version(), e.getMessage()));
        }
    }

    /// The registry is empty: nobody has registered a model yet. What was known at the last start stays.
    void learnThatNothingIsRegistered() {
        known = true;
    }

    /// The registry says something new.
    void learn(Catalogue news) {
        catalogue = news;
        known = true;
        serving.keySet().removeIf(key -> !news.records().containsKey(key));
    }

    /// Opens what the aliases name and lets it serve.
    ///
    /// @return whether all of them serve what they name
    boolean catchUp() {
        Catalogue current = catalogue;
        Map<String, ModelVersion> wanted = new HashMap<>();
        for (AliasMoved moved : current.aliases()) {
            current.named(moved.name(), moved.customer(), moved.alias())
                    .ifPresent(version -> wanted.put(moved.key(), version));
        }
        boolean complete = true;
        for (Map.Entry<String, ModelVersion> alias : wanted.entrySet()) {
            complete &= swap(alias.getKey(), alias.getValue());
        }
        return complete;
    }

    private boolean swap(String alias, ModelVersion version) {
        if (version.equals(serving.get(alias))) {
            return true;
        }
        try (Lease _ = open.lease(version)) {
            serving.put(alias, version);
            troubles.remove(alias);
            LoggingEventBuilder line =
                    LOGGER.atInfo().addKeyValue("modelVersion", version.version());
            String customer = version.customer();
            (customer == null ? line : line.addKeyValue("customer", customer))
                    .log("model version serves");
            return true;
        } catch (UnusableModelException e) {
            String before = troubles.put(alias, String.valueOf(e.getMessage()));
            if (!String.valueOf(e.getMessage()).equals(before)) {
                LOGGER.atWarn()
                        .addKeyValue("modelVersion", version.version())
                        .addKeyValue("error", e.getMessage())
                        .log(
                                "promoted model version cannot be opened; the one before serves on, opening is tried again");
            }
            return false;
        }
    }

    private static String key(String name, @Nullable String customer, String alias) {
        return new AliasMoved(name, customer, alias, "", 0).key();
    }
}
