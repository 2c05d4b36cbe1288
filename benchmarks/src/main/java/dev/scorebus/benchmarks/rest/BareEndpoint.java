package dev.scorebus.benchmarks.rest;

import dev.scorebus.benchmarks.model.BenchModel;
import dev.scorebus.benchmarks.model.PullRequestRows;
import dev.scorebus.trees.Explainer;
import dev.scorebus.trees.Predictor;
import dev.scorebus.trees.TreeEnsemble;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// What someone writes by hand in twenty minutes: a Spring MVC controller that reads a map, predicts, explains the predicted class and
/// answers with a map. No contract, no versions, no limits, no metrics.
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    JacksonAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class
})
@RestController
public class BareEndpoint {
    private static final int WORKSPACES = 64;

    private final BlockingQueue<Workspace> workspaces = new ArrayBlockingQueue<>(WORKSPACES);

    BareEndpoint(TreeEnsemble ensemble) {
        for (int i = 0; i < WORKSPACES; i++) {
            workspaces.add(new Workspace(ensemble.predictor(), ensemble.explainer()));
        }
    }

    private record Workspace(Predictor predictor, Explainer explainer) {}

    static ConfigurableApplicationContext start(TreeEnsemble ensemble) {
        return new SpringApplicationBuilder(BareEndpoint.class)
                .initializers(
                        context -> context.getBeanFactory().registerSingleton("ensemble", ensemble))
                .properties(
                        "spring.config.name=bare",
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "spring.threads.virtual.enabled=true",
                        "logging.level.root=error",
                        "spring.main.banner-mode=off")
                .run();
    }

    /// Scores one row.
    @PostMapping("/score")
    public Map<String, Object> score(@RequestBody Map<String, Object> body)
            throws InterruptedException {
        float[] row = new float[PullRequestRows.FEATURES.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] =
                    body.get(PullRequestRows.FEATURES.get(i)) instanceof Number number
                            ? number.floatValue()
                            : Float.NaN;
        }
        float[] probabilities = new float[BenchModel.CLASSES.size()];
        float[] contributions = new float[row.length + 1];
        Workspace workspace = workspaces.take();
        int best = 0;
        try {
            workspace.predictor().predictions(row, 1, probabilities);
            for (int group = 1; group < probabilities.length; group++) {
                best = probabilities[group] > probabilities[best] ? group : best;
            }
            workspace.explainer().contributions(row, 1, new int[] {best}, contributions);
        } finally {
            workspaces.put(workspace);
        }
        return answer(best, probabilities, contributions);
    }

    private static Map<String, Object> answer(
            int best, float[] probabilities, float[] contributions) {
        Map<String, Object> byClass = new LinkedHashMap<>();
        for (int group = 0; group < probabilities.length; group++) {
            byClass.put(BenchModel.CLASSES.get(group), probabilities[group]);
        }
        Map<String, Object> byFeature = new LinkedHashMap<>();
        for (int i = 0; i < contributions.length - 1; i++) {
            byFeature.put(PullRequestRows.FEATURES.get(i), contributions[i]);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("value", BenchModel.CLASSES.get(best));
        answer.put("probabilities", byClass);
        answer.put("base", contributions[contributions.length - 1]);
        answer.put("contributions", byFeature);
        return answer;
    }
}
