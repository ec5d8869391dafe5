/* A plugin that breaks a rule: of the interface where it is compiled with a definition, of a run by the option `does`.
 * Where it breaks none, x is theta and theta + 1, and the log-likelihood -theta^2. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plugin_abi.h"

#ifndef VERSION
#define VERSION INQUEST_ABI_VERSION
#endif
#ifndef SIZE
#define SIZE sizeof(inquest_simulator)
#endif
#ifndef NAME
#define NAME "faulty"
#endif
#ifndef CREATE
#define CREATE create
#endif
#ifndef SIMULATE
#define SIMULATE simulate
#endif
#ifndef LIKELIHOOD
#define LIKELIHOOD log_likelihood
#endif
#ifndef GRADIENT
#define GRADIENT gradient
#endif
#ifndef DIMENSIONS
#define DIMENSIONS 1
#endif
#ifndef LENGTH
#define LENGTH 2
#endif
#ifndef SHIFT
#define SHIFT 0
#endif
#ifndef THREAD_SAFE
#define THREAD_SAFE 0
#endif
#ifndef TABLES
#define TABLES 1
#endif
#ifndef OWN_VERSION
#define OWN_VERSION NULL
#endif

#ifndef FLAGS
#define FLAGS 0
#endif
#ifdef PARAMETERS
static const char *const parameters[] = {PARAMETERS};
#endif
#ifdef DATA_NAMES
static const char *const data_names[] = {DATA_NAMES};
#ifndef DATA_NAME_COUNT
#define DATA_NAME_COUNT sizeof data_names / sizeof *data_names
#endif
#endif

static int at_work = 0, most_at_work = 0;

static int create(const inquest_request *request, inquest_model *model, char *message) {
  static char does[64];
  does[0] = '\0';
  for (size_t i = 0; i < request->option_count; ++i) {
    if (strcmp(request->options[i].key, "does") == 0) strncpy(does, request->options[i].value, sizeof does - 1);
  }
  if (strcmp(does, "refuse") == 0) {
    snprintf(message, INQUEST_MESSAGE_SIZE, "does = refuse\n(must be another)");
    return 1;
  }
  if (strcmp(does, "refuse silently") == 0) return 7;
  if (strcmp(does, "fill the message") == 0) {
    memset(message, 'a', INQUEST_MESSAGE_SIZE);
    return 1;
  }
  model->context = strdup(does);
  model->data_dimensions = DIMENSIONS;
  model->data_shape[0] = LENGTH;
  model->shift = SHIFT;
  model->sign = model->reverse = model->deterministic = FLAGS;
#ifdef PARAMETERS
  model->parameters = parameters;
  model->parameter_count = sizeof parameters / sizeof *parameters;
#endif
#ifdef DATA_NAMES
  model->data_names = data_names;
  model->data_name_count = DATA_NAME_COUNT;
#endif
#ifdef LATER /* bytes by which the structs of a later plugin_abi.h are longer */
  for (size_t i = 0; i < LATER; ++i) {
    if (((const char *)(request + 1))[i] != 0) return 9;
    ((char *)(model + 1))[i] = 1;
  }
#endif
  return 0;
}

static int has_one_thread(void) {
  static const char *const names[] = {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"};
  for (size_t i = 0; i < 3; ++i) {
    const char *value = getenv(names[i]);
    if (value == NULL || strcmp(value, "1") != 0) return 0;
  }
  return 1;
}

static int simulate(void *context, size_t rows, size_t parameters, const double *theta, const uint64_t *seeds,
                    size_t size, double *x, int8_t *status, char *message) {
  const char *does = context;
  (void)seeds;
  const int now = __atomic_add_fetch(&at_work, 1, __ATOMIC_SEQ_CST);
  if (now > most_at_work) most_at_work = now;
  if (strcmp(does, "wait") == 0) usleep(20000);
  for (size_t row = 0; row < rows; ++row) {
    const double value = theta[row * parameters];
    for (size_t i = 0; i < size; ++i) x[row * size + i] = value + (double)i;
    if (strcmp(does, "print") == 0) printf("done\nnothing that counts\n"), fflush(stdout);
    if (strcmp(does, "count") == 0 || strcmp(does, "wait") == 0) x[row * size] = most_at_work;
    if (value < 0) continue;
    if (strcmp(does, "crash") == 0) raise(SIGSEGV);
    if (strcmp(does, "leave") == 0) exit(0);
    if (strcmp(does, "want one thread") == 0 && !has_one_thread()) return 1;
    if (strcmp(does, "nan") == 0) x[row * size] = NAN;
    if (strcmp(does, "mark") == 0) {
      status[row] = 3;
      snprintf(message, INQUEST_MESSAGE_SIZE, "theta = %g is too large", value);
    }
    if (strcmp(does, "fail") == 0) {
      snprintf(message, INQUEST_MESSAGE_SIZE, "theta = %g does not converge", value);
      return 1;
    }
    if (strcmp(does, "fail silently") == 0) return -2;
  }
  if (strcmp(does, "nothing") == 0) {
    for (size_t i = 0; i < rows * size; ++i) x[i] = (double)(0 * i);
  }
  __atomic_sub_fetch(&at_work, 1, __ATOMIC_SEQ_CST);
  return 0;
}

static int gradient(void *context, size_t rows, size_t parameters, const double *theta, size_t size, const double *x,
                    double *out, double *by, char *message) {
  const char *does = context;
  (void)x;
  (void)size;
  for (size_t row = 0; row < rows; ++row) {
    const double value = theta[row * parameters];
    out[row] = -value * value;
    if (strcmp(does, "nan") == 0) out[row] = NAN;
    if (by == NULL) continue;
    for (size_t k = 0; k < parameters; ++k) by[row * parameters + k] = k == 0 ? -2 * value : 0;
    if (strcmp(does, "wrong gradient") == 0) by[row * parameters] = INFINITY;
    if (strcmp(does, "half gradient") == 0) by[row * parameters] /= 2;
  }
  if (strcmp(does, "crash") == 0) raise(SIGSEGV);
  if (strcmp(does, "fail") != 0) return 0;
  snprintf(message, INQUEST_MESSAGE_SIZE, "no table of opacities");
  return 1;
}

static int log_likelihood(void *context, size_t rows, size_t parameters, const double *theta, size_t size,
                          const double *x, double *out, char *message) {
  return gradient(context, rows, parameters, theta, size, x, out, NULL, message);
}

#define TABLE(its_name)                                                                                       \
  {                                                                                                           \
    .abi_version = VERSION, .struct_size = SIZE, .name = its_name, .version = OWN_VERSION,                    \
    .thread_safe = THREAD_SAFE, .create = CREATE, .simulate = SIMULATE, .log_likelihood = LIKELIHOOD,         \
    .log_likelihood_gradient = GRADIENT, .destroy = free                                                      \
  }
static const inquest_simulator tables[2] = {TABLE(NAME), TABLE("second")};

#ifndef NO_ENTRY
const inquest_simulator *inquest_plugin(size_t index) { return index < TABLES ? &tables[index] : NULL; }
#endif
