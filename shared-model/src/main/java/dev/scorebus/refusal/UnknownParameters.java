package dev.scorebus.refusal;

import dev.scorebus.action.NearestName;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/// Refuses a request for a parameter of its query that nothing reads: whoever misspells one would get another answer than the one
/// asked for. What is read says the method that answers, by its `@RequestParam`s.
final class UnknownParameters implements HandlerInterceptor {
    private final Map<Method, List<String>> known = new ConcurrentHashMap<>();

    @Override
    public boolean preHandle(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        String query = request.getQueryString();
        if (query != null
                && request.getDispatcherType() == DispatcherType.REQUEST
                && handler instanceof HandlerMethod method) {
            List<String> allowed = known.computeIfAbsent(method.getMethod(), UnknownParameters::of);
            firstUnknown(query, allowed)
                    .ifPresent(
                            name -> {
                                throw refusal(name, allowed);
                            });
        }
        return true;
    }

    private static List<String> of(Method method) {
        List<String> names = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            RequestParam read = parameter.getAnnotation(RequestParam.class);
            if (read != null) {
                String named = read.name().isEmpty() ? read.value() : read.name();
                names.add(named.isEmpty() ? parameter.getName() : named);
            }
        }
        return List.copyOf(names);
    }

    private static Optional<String> firstUnknown(String query, List<String> allowed) {
        for (String pair : query.split("&", -1)) {
            int sign = pair.indexOf('=');
            String name = decoded(sign < 0 ? pair : pair.substring(0, sign));
            if (!pair.isEmpty() && !allowed.contains(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return name;
        }
    }

    private static ErrorResponseException refusal(String name, List<String> allowed) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(
                        HttpStatus.BAD_REQUEST,
                        "'%s' is not a parameter here%s; %s"
                                .formatted(
                                        name,
                                        NearestName.hint(name, allowed),
                                        allowed.isEmpty()
                                                ? "there are none"
                                                : "allowed: " + String.join(", ", allowed)));
        problem.setType(URI.create("https://scorebus.dev/problems/unknown-parameter"));
        problem.setTitle("Unknown parameter");
        return new ErrorResponseException(HttpStatus.BAD_REQUEST, problem, null);
    }
}
