// Made of the API's description by `make client`; what is changed here is lost.

export interface AccountIn {
  name: string;
  role: 'planner' | 'finance' | 'owner' | 'customer' | 'terminal_owner' | 'partner' | 'observer' | 'auditor' | 'admin';
  party?: string;
  home?: string;
  login?: string | null;
  email?: string | null;
  authorised_user?: boolean;
}

export interface AccountOut {
  id: string;
  name: string;
  login: string | null;
  email: string | null;
  role: string;
  party: string;
  home: string;
  authorised_user: boolean;
  active: boolean;
  made: string;
}

export interface AccountPage {
  accounts: AccountOut[];
  links: Link[];
}

export interface ActivationOrder {
  id: string;
  kind: string;
  state: State;
}

export interface ActivationOut {
  id: string;
  exercise: boolean;
  state: Stage;
  party: string;
  called_by: string;
  called: string;
  due: string | null;
  late: boolean;
  officer: string;
  manager: string;
  report: string;
  form: FormOut;
}

export interface ActivationPage {
  activations: ActivationOut[];
  links: Link[];
}

export interface ActivationStep {
  number: number;
  state: Stage;
  at: string;
  actor: string;
  duty: string;
  note: string;
  due: string | null;
  late: boolean;
}

export interface ActivationWhole {
  id: string;
  exercise: boolean;
  state: Stage;
  party: string;
  called_by: string;
  called: string;
  due: string | null;
  late: boolean;
  officer: string;
  manager: string;
  report: string;
  form: FormOut;
  steps: ActivationStep[];
  orders: ActivationOrder[];
}

export interface AlertOut {
  id: string;
  kind: string;
  subject: string;
  party: string;
  role: 'owner' | 'planner' | 'admin';
  sentence: string;
  proposal: Record<string, unknown> | null;
  raised: string;
  acknowledged: string | null;
  acknowledged_by: string | null;
  closed: string | null;
}

export interface AlertPage {
  alerts: AlertOut[];
  links: Link[];
}

export interface Answer {
  granted: boolean;
  reason?: string;
}

export interface ArchiveChoice {
  deliveries: string[];
}

export interface ArchiveImage {
  id: string;
  order_id: string;
  exercise: boolean;
  owner: string;
  item: Record<string, unknown>;
  sha256: string;
  area_km2: number;
  price_minor: number | null;
  currency: string;
  at: string;
}

export interface ArchiveImages {
  images: ArchiveImage[];
}

export interface ArchiveOfferOut {
  delivery: string;
  owner: string;
  satellite: string;
  sensor: string;
  start: string;
  gsd_m: number;
  share: number;
  area_km2: number;
  price_minor: number | null;
  currency: string;
  tariff: string | null;
}

export interface ArchiveOffers {
  order: string;
  offers: ArchiveOfferOut[];
  left_out: LeftOut[];
}

export interface AreaFile {
  name: string;
  content: string;
  encoding?: 'text' | 'base64';
}

export interface AreaOut {
  geometry: Record<string, unknown>;
  kind: 'point' | 'strip' | 'area';
  km2: number;
  km: number;
}

export interface AssetsOut {
  satellites: string[];
  stations: string[];
  articles: string[];
  carried: CarriedOut[];
}

export interface BalanceOut {
  account: string;
  currency: string;
  amount_minor: number;
}

export interface Batch {
  orders: (Record<string, unknown>)[];
}

export interface BatchOut {
  orders: OrderOut[];
}

export interface BindingOut {
  party: string;
  in_force: string;
}

export interface BlockoutIn {
  asset: string;
  start: string;
  end: string;
  reason?: string;
  withheld?: boolean;
}

export interface BlockoutOut {
  id: string;
  owner: string;
  kind: 'block-out' | 'recall' | 'loss';
  asset: string;
  start: string;
  end: string;
  reason: string;
  made: string;
  made_by: string;
  lifted: string | null;
}

export interface BlockoutPage {
  blockouts: BlockoutOut[];
  links: Link[];
}

export interface BodyOut {
  kind: 'amendment' | 'accession' | 'withdrawal' | 'decision';
  title: string;
  text: string;
  rule: RuleOut;
  members: string[];
  change: ChangeOut;
  terms: TermsOut | null;
  in_force: string;
  difference: string;
}

export interface By {
  delivered: string;
  probability: number;
}

export interface ByHand {
  locks: string[];
  leaves: string[];
  bound?: number | null;
}

export interface Call {
  disaster: Disaster;
  place: string;
  area: Record<string, unknown>;
  since: string;
  contact: string;
  note?: string;
  exercise?: boolean;
}

export interface CarriedOut {
  article: string;
  seconds: number;
}

export interface Cast {
  vote: 'yes' | 'no' | 'abstain';
}

export interface CentreIn {
  owner: string;
  address: string;
  secret?: string;
  exercise?: boolean;
}

export interface CentreList {
  centres: CentreOut[];
}

export interface CentreOut {
  owner: string;
  exercise: boolean;
  kind: 'http' | 'folder';
  address: string;
}

export interface Change {
  order: string;
  piece: string;
  change: 'dropped' | 'moved' | 'added' | 'rerouted';
  before: Look | null;
  after: Look | null;
  reason: string | null;
  article: string | null;
}

export interface ChangeOut {
  ends: string[];
  articles: (Record<string, unknown>)[];
  member: Record<string, unknown> | null;
  leaves: string | null;
}

export interface Clouds {
  known_by: string[];
  correlation_h: number | null;
  note: string | null;
}

export interface ComplaintAnswer {
  remedy?: 'fly-again' | 'credit' | null;
  reason?: string;
}

export interface ComplaintDecision {
  remedy?: 'fly-again' | 'credit' | null;
  reason: string;
}

export interface ComplaintOut {
  id: string;
  delivery: string;
  task: string;
  order_id: string;
  exercise: boolean;
  owner: string;
  body: Record<string, unknown>;
  state: 'waiting' | 'sent' | 'acknowledged' | 'accepted' | 'disputed' | 'unanswered' | 'upheld' | 'dismissed' | 'remedied';
  remedy: 'fly-again' | 'credit' | null;
  reason: string;
  decision: string;
  made: string;
  answer_by: string;
  answered: string | null;
  closed: string | null;
}

export interface ComplaintPage {
  complaints: ComplaintOut[];
  links: Link[];
}

export interface ConsentList {
  consents: ConsentOut[];
}

export interface ConsentOut {
  id: string;
  order_id: string;
  exercise: boolean;
  kind: 'consent' | 'veto';
  article: string;
  party: string;
  state: 'asked' | 'granted' | 'refused' | 'lapsed';
  question: Record<string, unknown>;
  asked: string;
  deadline: string;
  answered: string | null;
  answered_by: string | null;
}

export interface CountersignatureIn {
  record?: string;
  day: string;
  size: number;
  member: string;
  signature: string;
}

export interface CountersignatureOut {
  day: string;
  size: number;
  member: string;
  signature: string;
}

export interface DayLeft {
  order: string;
  name: string;
  brought_by: string;
  class_: string;
  value: number;
  code: string;
  article: string | null;
  resource: string | null;
  reason: string;
  counts: Record<string, number>;
}

export interface DayValue {
  planned: number;
  offered: number;
  bound: number;
  gap: number;
}

export interface Decided {
  body: string;
  title: string;
  made: string;
  text: string;
}

export interface DecisionOut {
  id: string;
  body: string;
  title: string;
  made: string;
  text: string;
  proposal: string | null;
}

export interface DecisionPage {
  decisions: DecisionOut[];
  links: Link[];
}

export interface DecisionWhole {
  id: string;
  body: string;
  title: string;
  made: string;
  text: string;
  proposal: string | null;
  follow_ups: FollowUpOut[];
}

export interface Declared {
  kind: 'emergency';
  orders: string[];
  at: string;
}

export interface DeliveryOut {
  id: string;
  task: string;
  order_id: string;
  exercise: boolean;
  owner: string;
  item: Record<string, unknown>;
  sha256: string;
  arrived: string;
  verdict: 'accepted' | 'complaint';
  faults: (Record<string, unknown>)[];
}

export interface DeliveryPage {
  deliveries: DeliveryOut[];
  links: Link[];
}

export interface Difference {
  version: number;
  since: number;
  changes: Change[];
}

export type Disaster = 'cyclone' | 'earthquake' | 'fire' | 'flood' | 'ice' | 'landslide' | 'oil spill' | 'snow' | 'tsunami' | 'volcano' | 'other';

export interface Done {
  note?: string;
}

export interface Drafted {
  note?: string;
  orders: (Record<string, unknown>)[];
}

export interface EventOut {
  seq: number;
  at: string;
  kind: string;
  subject: string;
  body: Record<string, unknown>;
}

export interface EventPage {
  events: EventOut[];
  links: Link[];
}

export interface Finding {
  code: string;
  subject: string;
  article: string | null;
  sentence: string;
}

export interface FollowUpOut {
  id: string;
  decision: string;
  what: string;
  responsible: string;
  due: string;
  state: 'open' | 'late' | 'done';
  note: string;
  changed: string;
}

export interface FollowUpPage {
  follow_ups: FollowUpOut[];
  links: Link[];
}

export interface Following {
  what: string;
  responsible: string;
  due: string;
}

export interface ForgetIn {
  reason: string;
}

export interface FormOut {
  disaster: Disaster;
  place: string;
  area: Record<string, unknown>;
  since: string;
  contact: string;
  note: string;
}

export interface FreeTime {
  antenna: string;
  start: string;
  end: string;
  minutes: number;
}

export interface HeadList {
  heads: HeadOut[];
  countersignatures: CountersignatureOut[];
}

export interface HeadOut {
  day: string;
  size: number;
  root: string;
  at: string;
  sequences: Record<string, number>;
  signature: string;
}

export interface HealthIn {
  asset: string;
  state: 'nominal' | 'degraded' | 'lost';
  note?: string;
}

export interface HealthOut {
  number: number;
  asset: string;
  owner: string;
  state: 'nominal' | 'degraded' | 'lost';
  note: string;
  at: string;
  told_by: string;
}

export interface HealthPage {
  health: HealthOut[];
  links: Link[];
}

export interface HoldOut {
  id: string;
  order: string;
  exercise: boolean;
  state: 'held' | 'accepted' | 'released' | 'expired' | 'withdrawn';
  made: string;
  until: string;
  window: Window;
  delivered: string;
  reason: string;
  ended: string | null;
}

export interface HoldPage {
  holds: HoldOut[];
  links: Link[];
}

export interface Horizon {
  start: string;
  end: string;
}

export interface KeyMade {
  id: string;
  account: string;
  name: string;
  made: string;
  ends: string | null;
  revoked: string | null;
  used: string | null;
  key: string;
}

export interface KeyPage {
  keys: artel__api__accounts__KeyOut[];
  links: Link[];
}

export interface Land {
  polygons: number[][][];
}

export interface LeftOut {
  article: string;
  reason: string;
}

export interface Likelihood {
  success: number;
  first_delivery: string | null;
  expected_delivery: string | null;
  last_delivery: string | null;
  by: By[];
}

export interface Line {
  moment: number;
  value: number;
  bound: number;
  gap: number;
  method: string;
}

export interface Link {
  rel: string;
  href: string;
}

export interface LinkIn {
  purpose?: 'invitation' | 'reset';
}

export interface LinkMade {
  link: string;
  ends: string;
}

export interface Look {
  satellite: string;
  owner: string;
  sensor: string;
  start: string;
  end: string;
  station: string;
  antenna: string;
  received: string;
}

export interface Lost {
  kind: 'loss';
  asset: string;
  at: string;
}

export interface Me {
  account: string;
  name: string;
  role: string;
  party: string;
  home: string;
  login: string | null;
  how: string;
  csrf: string | null;
}

export interface Named {
  note?: string;
  account: string;
}

export interface NewPassword {
  password: string;
  current?: string | null;
}

export interface Note {
  note?: string;
}

export interface NoteIn {
  text: string;
}

export interface NoteOut {
  id: string;
  at: string;
  by: string;
  author: string;
  text: string;
}

export interface NotePage {
  notes: NoteOut[];
  links: Link[];
}

export interface NoticeList {
  notices: NoticeOut[];
}

export interface NoticeOut {
  id: string;
  kind: string;
  sentence: string;
  article: string | null;
  credit_minor: number;
  currency: string;
  at: string;
}

export interface ObstacleOut {
  code: string;
  article: string | null;
  reason?: string | null;
  resource?: string | null;
  counts?: Record<string, number> | null;
}

export interface OfferOut {
  satellite: string;
  owner: string;
  sensor: string;
  start: string;
  end: string;
  delivered: string;
  product_gsd_m: number;
  clear: number;
  cost: number;
  displaced: string[];
  moved: string[];
  articles: string[];
}

export interface OneTime {
  token: string;
}

export interface OpenOrderOut {
  order: string;
  state: string;
  then: 'finished' | 'cancelled';
}

export interface OrderOut {
  id: string;
  exercise: boolean;
  brought_by: string;
  customer: string;
  kind: string;
  class: string;
  state: State;
  version: number;
  wish: Record<string, unknown>;
  not_before: string;
  not_after: string;
  deliver_by: string;
  made: string;
  changed: string;
}

export interface OrderPage {
  orders: OrderOut[];
  links: Link[];
}

export interface OrderWithSteps {
  id: string;
  exercise: boolean;
  brought_by: string;
  customer: string;
  kind: string;
  class: string;
  state: State;
  version: number;
  wish: Record<string, unknown>;
  not_before: string;
  not_after: string;
  deliver_by: string;
  made: string;
  changed: string;
  steps: StepOut[];
}

export interface OutcomeOut {
  votes: Record<string, 'yes' | 'no' | 'abstain'>;
  carried: boolean;
  why: string;
  open_orders?: OpenOrderOut[] | null;
  balances?: BalanceOut[] | null;
}

export interface PingOut {
  status: number;
  said: string;
}

export interface PlanOut {
  version: number;
  exercise: boolean;
  base: number | null;
  state: 'draft' | 'published' | 'superseded' | 'refused';
  start: string;
  end: string;
  value: number;
  bound: number;
  method: string;
  sha256: string;
  made: string;
  made_by: string;
  maker: string | null;
  report: Report_Output;
  hand: ByHand | null;
}

export interface PlanPage {
  plans: PlanRow[];
  links: Link[];
}

export interface PlanRow {
  version: number;
  exercise: boolean;
  base: number | null;
  state: 'draft' | 'published' | 'superseded' | 'refused';
  start: string;
  end: string;
  value: number;
  bound: number;
  method: string;
  sha256: string;
  made: string;
  made_by: string;
  maker: string | null;
}

export interface PossibleLook {
  piece: string | null;
  satellite: string;
  owner: string;
  sensor: string;
  start: string;
  end: string;
  off_nadir_deg: number;
  gsd_m: number;
  received_at: string | null;
  taken: boolean;
  free: boolean;
  code: string | null;
  article: string | null;
  resource: string | null;
  reason: string | null;
}

export interface PossibleLooks {
  order: string;
  at: string;
  looks: PossibleLook[];
}

export interface ProposalOut {
  id: string;
  kind: 'amendment' | 'accession' | 'withdrawal' | 'decision';
  title: string;
  article: string;
  proposed_by: string;
  opened: string;
  closes: string;
  in_force: string | null;
  state: 'open' | 'carried' | 'lost' | 'withdrawn' | 'in force';
  outcome: OutcomeOut | null;
  trouble: string;
  body: BodyOut;
}

export interface ProposalPage {
  proposals: ProposalOut[];
  links: Link[];
}

export interface ProposalWhole {
  id: string;
  kind: 'amendment' | 'accession' | 'withdrawal' | 'decision';
  title: string;
  article: string;
  proposed_by: string;
  opened: string;
  closes: string;
  in_force: string | null;
  state: 'open' | 'carried' | 'lost' | 'withdrawn' | 'in force';
  outcome: OutcomeOut | null;
  trouble: string;
  body: BodyOut;
  votes: VoteOut[];
  bindings: BindingOut[];
}

export interface Proposed {
  kind: 'amendment' | 'accession' | 'withdrawal' | 'decision';
  title: string;
  text: string;
  closes: string;
  ends?: string[];
  articles?: (Record<string, unknown>)[];
  member?: Record<string, unknown> | null;
  orders?: 'finish' | 'cancel';
}

export interface PublicKey {
  key: string;
  pem: string;
}

export interface QuoteOut {
  format: string;
  pool: string;
  plan: number;
  order: string;
  at: string;
  horizon: Horizon;
  firm: boolean;
  feasible: boolean;
  clouds: Clouds;
  likelihood: Likelihood;
  windows: Window[];
  reach: ReachOut;
  value?: number | null;
  marginal_cost?: number | null;
  best?: OfferOut | null;
  tries?: OfferOut[] | null;
  offers?: OfferOut[] | null;
  obstacle?: ObstacleOut | null;
}

export interface ReachOut {
  member: string;
  alone: ReachPart;
  pooled: ReachPart;
}

export interface ReachPart {
  looks: number;
  success: number;
  first_delivery: string | null;
}

export interface Reason_Input {
  reason: string;
}

export interface Reason_Output {
  reason: string | null;
}

export interface Recalled {
  kind: 'recall';
  asset: string;
  at: string;
  start: string;
  end: string;
}

export interface Renewed {
  kind: 'elements';
  text: string;
  at: string;
}

export interface ReplayIn {
  begin: number;
}

export interface ReplayOut {
  events: number;
}

export interface Report_Input {
  report: string;
}

export interface Report_Output {
  valid: boolean;
  findings: Finding[];
  checked: Record<string, number>;
}

export interface RotationIn {
  overlap_h?: number;
}

export interface RuleOut {
  article: string;
  voters: string[];
  vote: 'consensus' | 'majority';
  quorum: number;
  in_favour: number | null;
  days: number;
}

export interface RunPage {
  runs: RunRow[];
  links: Link[];
}

export interface RunRow {
  id: string;
  kind: 'plan' | 'repair' | 'rework';
  exercise: boolean;
  state: 'queued' | 'running' | 'done' | 'failed' | 'stopped';
  start: string;
  end: string;
  steps?: number | null;
  base?: number | null;
  event?: Record<string, unknown> | null;
  wanted?: Record<string, unknown> | null;
  publish?: boolean;
  trace: Line[];
  plan: number | null;
  error: string | null;
  asked_by: string;
  asked: string;
  changed: string;
}

export interface Share {
  member: string;
  standing: string;
  satellites: number;
  stations: number;
  orders: number;
  served: number;
  value: number;
  alone_served: number;
  alone_value: number;
  article: string | null;
  entitlement_s: number | null;
  use_s: number | null;
  balance_s: number | null;
}

export interface SignIn {
  name: string;
  password: string;
}

export interface Sky {
  version: number | null;
  state: string | null;
  horizon: [number, number] | null;
  start: number;
  end: number;
  step_s: number;
  parties: SkyParty[];
  satellites: SkySatellite[];
  stations: SkyStation[];
  images: SkyImage[];
  contacts: SkyContact[];
  sun: Sun;
}

export interface SkyContact {
  kind: 'upload' | 'downlink';
  id: string;
  satellite: string;
  station: string;
  antenna: string;
  start: number;
  end: number;
  images: string[];
}

export interface SkyImage {
  id: string;
  order: string;
  satellite: string;
  owner: string;
  class_: string;
  start: number;
  end: number;
  gsd_m: number;
  ring: ([number, number])[];
}

export interface SkyParty {
  id: string;
  name: string;
  standing: string;
}

export interface SkySatellite {
  name: string;
  owner: string;
  service: string;
  height_km: number;
  parts: Stretch[];
}

export interface SkyStation {
  name: string;
  owner: string;
  lon_deg: number;
  lat_deg: number;
  antennas: string[];
}

export type Stage = 'called' | 'checked' | 'assigned' | 'planned' | 'managed' | 'closed' | 'refused';

export type State = 'draft' | 'quoted' | 'received' | 'accepted' | 'held' | 'scheduled' | 'tasked' | 'acquired' | 'downlinked' | 'delivered' | 'completed' | 'rejected' | 'cancelled' | 'failed' | 'expired';

export interface StationHold {
  minutes: number;
}

export interface StationOffer {
  order: string;
  station: string;
  minutes: number;
  free_minutes: number;
  enough: boolean;
  windows: FreeTime[];
  price_minor: number | null;
  currency: string;
  tariff: string | null;
}

export interface StationTimeList {
  pieces: StationTimeOut[];
}

export interface StationTimeOut {
  id: string;
  station: string;
  antenna: string;
  start: string;
  end: string;
  state: 'held' | 'booked' | 'released' | 'expired' | 'withdrawn' | 'lost' | 'given';
  until: string;
  task: string | null;
  reason: string;
  ended: string | null;
}

export interface StepOut {
  number: number;
  from_state: State | null;
  state: State;
  at: string;
  actor: string;
  reason: string;
  article: string | null;
}

export interface Stretch {
  first: number;
  lon: number[];
  lat: number[];
}

export interface Sun {
  step_s: number;
  lon: number[];
  lat: number[];
}

export interface Taken {
  order: string;
  piece?: string | null;
  satellite: string;
  sensor?: string | null;
  start: string;
}

export interface TaskOut {
  id: string;
  kind: 'image' | 'station';
  plan: number | null;
  order_id: string;
  exercise: boolean;
  owner: string;
  satellite: string;
  body: Record<string, unknown>;
  cutoff: string;
  state: string;
  tries: number;
  sent: string | null;
  answered: string | null;
  reason: string;
  report: Record<string, unknown> | null;
}

export interface TaskPage {
  tasks: TaskOut[];
  links: Link[];
}

export interface TermsOut {
  party: string;
  assets: AssetsOut;
  orders: 'finish' | 'cancel';
  open_orders: OpenOrderOut[];
  balances: BalanceOut[];
}

export interface ToChange {
  takes?: Taken[];
  leaves?: string[];
  locks?: string[];
  anew?: boolean;
  steps?: number | null;
  back_to?: number | null;
  publish?: boolean;
}

export interface Today {
  version: number | null;
  now: string;
  seq: number;
  value: DayValue | null;
  left: DayLeft[];
  shares: Share[];
}

export interface Trusted {
  host: string | null;
}

export interface TryOut {
  event: number;
  state: 'waiting' | 'done' | 'given up';
  tries: number;
  next_try: string;
  status: number | null;
  said: string;
}

export interface TryPage {
  tries: TryOut[];
  links: Link[];
}

export interface VetoIn {
  reason?: string;
}

export interface VoteOut {
  party: string;
  vote: 'yes' | 'no' | 'abstain';
  at: string;
}

export interface WebhookIn {
  url: string;
  kinds: string[];
}

export interface WebhookMade {
  id: string;
  party: string;
  url: string;
  kinds: string[];
  active: boolean;
  begins: number;
  made: string;
  secret: string;
}

export interface WebhookOut {
  id: string;
  party: string;
  url: string;
  kinds: string[];
  active: boolean;
  begins: number;
  made: string;
}

export interface WebhookPage {
  webhooks: WebhookOut[];
  links: Link[];
}

export interface Window {
  not_before: string;
  not_after: string;
}

export interface Withdrawn {
  kind: 'cancellation';
  order: string;
  at: string;
}

export interface artel__api__accounts__KeyIn {
  name: string;
  account?: string | null;
  ends?: string | null;
}

export interface artel__api__accounts__KeyOut {
  id: string;
  account: string;
  name: string;
  made: string;
  ends: string | null;
  revoked: string | null;
  used: string | null;
}

export interface artel__api__journal__KeyIn {
  key: string;
}

export interface artel__api__journal__KeyOut {
  key: string;
}

export interface artel__api__quotes__Wanted {
  minutes: number;
  not_before?: string | null;
  not_after?: string | null;
}

export interface artel__api__runs__Wanted {
  start: string;
  end: string;
  steps?: number | null;
  exercise?: boolean;
  publish?: boolean;
}

export interface Routes {
  'GET /accounts': { query: { limit?: number; cursor?: string | null }; body: undefined; answer: AccountPage };
  'POST /accounts': { query: {  }; body: AccountIn; answer: AccountOut };
  'GET /accounts/{name}': { query: {  }; body: undefined; answer: AccountOut };
  'DELETE /accounts/{name}': { query: {  }; body: undefined; answer: null };
  'POST /accounts/{name}/links': { query: {  }; body: LinkIn; answer: LinkMade };
  'GET /activations': { query: { limit?: number; cursor?: string | null; state?: Stage | null; exercise?: boolean | null }; body: undefined; answer: ActivationPage };
  'POST /activations': { query: {  }; body: Call; answer: ActivationOut };
  'GET /activations/{name}': { query: {  }; body: undefined; answer: ActivationWhole };
  'POST /activations/{name}/check': { query: {  }; body: Note; answer: ActivationOut };
  'POST /activations/{name}/close': { query: {  }; body: Report_Input; answer: ActivationOut };
  'POST /activations/{name}/manager': { query: {  }; body: Named; answer: ActivationOut };
  'POST /activations/{name}/officer': { query: {  }; body: Named; answer: ActivationOut };
  'POST /activations/{name}/plan': { query: {  }; body: Drafted; answer: ActivationWhole };
  'POST /activations/{name}/refuse': { query: {  }; body: Reason_Input; answer: ActivationOut };
  'GET /alerts': { query: { limit?: number; cursor?: string | null; only_open?: boolean }; body: undefined; answer: AlertPage };
  'POST /alerts/{name}/acknowledge': { query: {  }; body: undefined; answer: AlertOut };
  'POST /alerts/{name}/close': { query: {  }; body: undefined; answer: AlertOut };
  'GET /archive-images/{name}': { query: {  }; body: undefined; answer: null };
  'POST /areas/read': { query: {  }; body: AreaFile; answer: AreaOut };
  'GET /block-outs': { query: { limit?: number; cursor?: string | null }; body: undefined; answer: BlockoutPage };
  'POST /block-outs': { query: {  }; body: BlockoutIn; answer: BlockoutOut };
  'POST /block-outs/{name}/lift': { query: {  }; body: undefined; answer: BlockoutOut };
  'GET /block-outs/{name}/reason': { query: {  }; body: undefined; answer: Reason_Output };
  'GET /centres': { query: {  }; body: undefined; answer: CentreList };
  'POST /centres': { query: {  }; body: CentreIn; answer: CentreOut };
  'GET /complaints': { query: { limit?: number; cursor?: string | null; state?: string | null }; body: undefined; answer: ComplaintPage };
  'GET /complaints/{name}': { query: {  }; body: undefined; answer: ComplaintOut };
  'POST /complaints/{name}/answer': { query: {  }; body: ComplaintAnswer; answer: ComplaintOut };
  'POST /complaints/{name}/decide': { query: {  }; body: ComplaintDecision; answer: ComplaintOut };
  'GET /consents': { query: { state?: 'asked' | 'granted' | 'refused' | 'lapsed' | null }; body: undefined; answer: ConsentList };
  'POST /consents/{name}/answer': { query: {  }; body: Answer; answer: ConsentOut };
  'GET /consents/{name}/reason': { query: {  }; body: undefined; answer: Reason_Output };
  'GET /decisions': { query: { limit?: number; cursor?: string | null }; body: undefined; answer: DecisionPage };
  'POST /decisions': { query: {  }; body: Decided; answer: DecisionWhole };
  'GET /decisions/{name}': { query: {  }; body: undefined; answer: DecisionWhole };
  'POST /decisions/{name}/follow-ups': { query: {  }; body: Following; answer: FollowUpOut };
  'GET /deliveries': { query: { limit?: number; cursor?: string | null; order?: string | null }; body: undefined; answer: DeliveryPage };
  'GET /deliveries/{name}': { query: {  }; body: undefined; answer: DeliveryOut };
  'GET /deliveries/{name}/image': { query: {  }; body: undefined; answer: null };
  'GET /events': { query: { limit?: number; after?: number }; body: undefined; answer: EventPage };
  'GET /follow-ups': { query: { limit?: number; cursor?: string | null; state?: 'open' | 'late' | 'done' | null }; body: undefined; answer: FollowUpPage };
  'POST /follow-ups/{name}/done': { query: {  }; body: Done; answer: FollowUpOut };
  'GET /handover-notes': { query: { limit?: number; cursor?: string | null }; body: undefined; answer: NotePage };
  'POST /handover-notes': { query: {  }; body: NoteIn; answer: NoteOut };
  'GET /health-reports': { query: { limit?: number; cursor?: string | null; asset?: string | null }; body: undefined; answer: HealthPage };
  'POST /health-reports': { query: {  }; body: HealthIn; answer: HealthOut };
  'GET /holds': { query: { limit?: number; cursor?: string | null; state?: 'held' | 'accepted' | 'released' | 'expired' | 'withdrawn' | null }; body: undefined; answer: HoldPage };
  'GET /holds/{name}': { query: {  }; body: undefined; answer: HoldOut };
  'POST /holds/{name}/accept': { query: {  }; body: undefined; answer: HoldOut };
  'POST /holds/{name}/release': { query: {  }; body: undefined; answer: HoldOut };
  'GET /journal': { query: {  }; body: undefined; answer: null };
  'POST /journal/countersignatures': { query: {  }; body: CountersignatureIn; answer: CountersignatureOut };
  'POST /journal/entries/{number}/forget': { query: {  }; body: ForgetIn; answer: null };
  'GET /journal/heads': { query: {  }; body: undefined; answer: HeadList };
  'GET /journal/key': { query: {  }; body: undefined; answer: PublicKey };
  'POST /journal/keys': { query: {  }; body: artel__api__journal__KeyIn; answer: artel__api__journal__KeyOut };
  'GET /keys': { query: { account?: string | null; limit?: number; cursor?: string | null }; body: undefined; answer: KeyPage };
  'POST /keys': { query: {  }; body: artel__api__accounts__KeyIn; answer: KeyMade };
  'DELETE /keys/{name}': { query: {  }; body: undefined; answer: null };
  'POST /keys/{name}/rotate': { query: {  }; body: RotationIn; answer: KeyMade };
  'GET /me': { query: {  }; body: undefined; answer: Me };
  'PUT /me/password': { query: {  }; body: NewPassword; answer: null };
  'GET /orders': { query: { limit?: number; cursor?: string | null; state?: State | null }; body: undefined; answer: OrderPage };
  'POST /orders': { query: {  }; body: Record<string, unknown>; answer: OrderOut };
  'POST /orders/batch': { query: {  }; body: Batch; answer: BatchOut };
  'GET /orders/{name}': { query: {  }; body: undefined; answer: OrderWithSteps };
  'PATCH /orders/{name}': { query: {  }; body: Record<string, unknown>; answer: OrderOut };
  'POST /orders/{name}/accept': { query: {  }; body: undefined; answer: OrderOut };
  'GET /orders/{name}/archive': { query: {  }; body: undefined; answer: ArchiveImages };
  'POST /orders/{name}/archive': { query: {  }; body: ArchiveChoice; answer: ArchiveImages };
  'GET /orders/{name}/archive/offer': { query: {  }; body: undefined; answer: ArchiveOffers };
  'POST /orders/{name}/cancel': { query: {  }; body: Reason_Input; answer: OrderOut };
  'POST /orders/{name}/hold': { query: {  }; body: artel__api__quotes__Wanted; answer: HoldOut };
  'GET /orders/{name}/notices': { query: {  }; body: undefined; answer: NoticeList };
  'POST /orders/{name}/reject': { query: {  }; body: Reason_Input; answer: OrderOut };
  'GET /orders/{name}/station-time': { query: {  }; body: undefined; answer: StationTimeList };
  'POST /orders/{name}/station-time': { query: {  }; body: StationHold; answer: StationTimeList };
  'POST /orders/{name}/station-time/book': { query: {  }; body: undefined; answer: StationTimeList };
  'GET /orders/{name}/station-time/offer': { query: {  }; body: undefined; answer: StationOffer };
  'POST /orders/{name}/station-time/release': { query: {  }; body: undefined; answer: StationTimeList };
  'GET /plans': { query: { limit?: number; cursor?: string | null }; body: undefined; answer: PlanPage };
  'GET /plans/runs': { query: { limit?: number; cursor?: string | null }; body: undefined; answer: RunPage };
  'POST /plans/runs': { query: {  }; body: artel__api__runs__Wanted; answer: RunRow };
  'GET /plans/runs/{name}': { query: {  }; body: undefined; answer: RunRow };
  'POST /plans/runs/{name}/stop': { query: {  }; body: undefined; answer: RunRow };
  'GET /plans/{version}': { query: {  }; body: undefined; answer: PlanOut };
  'GET /plans/{version}/changes': { query: { since?: number | null }; body: undefined; answer: Difference };
  'GET /plans/{version}/document': { query: {  }; body: undefined; answer: Record<string, unknown> };
  'GET /plans/{version}/looks': { query: { order: string }; body: undefined; answer: PossibleLooks };
  'POST /plans/{version}/publish': { query: {  }; body: undefined; answer: PlanOut };
  'POST /plans/{version}/repair': { query: { publish?: boolean }; body: Lost | Recalled | Declared | Withdrawn | Renewed; answer: RunRow };
  'POST /plans/{version}/rework': { query: {  }; body: ToChange; answer: RunRow };
  'GET /proposals': { query: { limit?: number; cursor?: string | null; state?: 'open' | 'carried' | 'lost' | 'withdrawn' | 'in force' | null }; body: undefined; answer: ProposalPage };
  'POST /proposals': { query: {  }; body: Proposed; answer: ProposalWhole };
  'POST /proposals/check': { query: {  }; body: Proposed; answer: BodyOut };
  'GET /proposals/{name}': { query: {  }; body: undefined; answer: ProposalWhole };
  'POST /proposals/{name}/vote': { query: {  }; body: Cast; answer: ProposalWhole };
  'POST /proposals/{name}/withdraw': { query: {  }; body: undefined; answer: ProposalWhole };
  'POST /quotes': { query: {  }; body: Record<string, unknown>; answer: QuoteOut };
  'POST /recalls': { query: {  }; body: BlockoutIn; answer: BlockoutOut };
  'POST /sessions': { query: {  }; body: SignIn; answer: Me };
  'DELETE /sessions/current': { query: {  }; body: undefined; answer: null };
  'GET /sessions/oidc': { query: {  }; body: undefined; answer: null };
  'GET /sessions/oidc/callback': { query: { state?: string | null; code?: string | null; error?: string | null }; body: undefined; answer: null };
  'GET /sessions/oidc/provider': { query: {  }; body: undefined; answer: Trusted };
  'POST /sessions/one-time': { query: {  }; body: OneTime; answer: Me };
  'GET /sky': { query: { plan?: number | null }; body: undefined; answer: Sky };
  'GET /sky/land': { query: {  }; body: undefined; answer: Land };
  'GET /tasks': { query: { limit?: number; cursor?: string | null; state?: string | null }; body: undefined; answer: TaskPage };
  'GET /tasks/{name}': { query: {  }; body: undefined; answer: TaskOut };
  'POST /tasks/{name}/veto': { query: {  }; body: VetoIn; answer: ConsentOut };
  'GET /today': { query: { plan?: number | null }; body: undefined; answer: Today };
  'GET /webhooks': { query: { limit?: number; cursor?: string | null }; body: undefined; answer: WebhookPage };
  'POST /webhooks': { query: {  }; body: WebhookIn; answer: WebhookMade };
  'DELETE /webhooks/{name}': { query: {  }; body: undefined; answer: null };
  'POST /webhooks/{name}/ping': { query: {  }; body: undefined; answer: PingOut };
  'POST /webhooks/{name}/replay': { query: {  }; body: ReplayIn; answer: ReplayOut };
  'GET /webhooks/{name}/tries': { query: { limit?: number; cursor?: string | null }; body: undefined; answer: TryPage };
}
