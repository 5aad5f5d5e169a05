//! The names that columns have in practice, by the field they mean: English, Russian, Kazakh.

use super::table::lower;

/// A field, and what its column is called: whole names, or beginnings of words in them. The longer, the surer.
const WORDS: &[(&str, &str)] = &[
    (
        "number",
        "document number|declaration id|declaration number|invoice number|номер|номер документа|номер дт|номер декларации|номер гтд|регистрационный номер|нөмірі|құжат нөмірі",
    ),
    (
        "date",
        "document date|declaration date|day|дата|дата документа|дата дт|дата декларации|дата регистрации|күні|құжат күні",
    ),
    (
        "principal",
        "owner|importer|declared for|bin|владелец|импортер|импортёр|собственник|бин импортера|бин владельца|получатель|бин|иин|бсн|жсн|иесі|импорттаушы",
    ),
    ("declarant", "broker|customs broker|декларант|брокер|таможенный представитель|бин брокера|кеден өкілі"),
    ("seller", "exporter|shipper|vendor|продавец|отправитель|экспортер|экспортёр|поставщик|сатушы|жөнелтуші"),
    ("buyer", "customer|покупатель|бин покупателя|сатып алушы"),
    ("supplier", "seller|поставщик|бин поставщика|өнім беруші"),
    ("recipient", "buyer|consignee|получатель|бин получателя|алушы"),
    ("carrier", "перевозчик|тасымалдаушы"),
    ("place", "location|warehouse|store|office|место|склад|место хранения|орын|қойма"),
    ("holder", "keeper|storekeeper|хранитель|владелец склада|бин склада|сақтаушы"),
    ("dispatched_from", "from|country of departure|country of dispatch|departure|страна отправления|жөнелтілген елі"),
    ("status", "procedure|статус|мәртебе"),
    ("line", "line number|item|position|позиция|№|№ позиции|№ п/п|номер позиции|номер товара|жол"),
    (
        "code",
        "hs|hs code|hs6|hs6 code|commodity code|tariff code|cn code|tn ved|тнвэд|тн вэд|код|код тн вэд|код товара|сэқ тн|сэқ тн коды|тауар коды",
    ),
    (
        "description",
        "goods|name of goods|product|наименование|описание|товар|наименование товара|описание товара|атауы|тауар атауы",
    ),
    ("origin", "country of origin|страна происхождения|происхождение|шыққан елі|шығарылған елі"),
    ("quantity", "qty|amount of goods|количество|кол-во|саны|мөлшері"),
    ("unit", "unit of measure|uom|единица|ед. изм|ед.изм|единица измерения|код единицы|өлшем бірлігі|бірлік"),
    ("net_mass_kg", "net|net mass|net weight|нетто|вес нетто|масса нетто|таза салмағы"),
    ("gross_mass_kg", "gross|gross mass|gross weight|брутто|вес брутто|масса брутто|жалпы салмағы"),
    ("supplementary_quantity", "supplementary|дополнительное количество|количество в доп"),
    ("supplementary_unit", "дополнительная единица|доп. единица"),
    ("pieces", "штук|дана"),
    (
        "value",
        "price|item price|customs value|invoice value|amount|стоимость|цена|сумма|таможенная стоимость|фактурная стоимость|құны|бағасы",
    ),
    ("currency", "currency code|валюта|код валюты|валютасы"),
    ("clauses", "оговорки|условия"),
    ("serials", "serial|serial number|серийный номер|серийные номера|сериялық нөмірі"),
    ("gtin", "ean|barcode|штрихкод|штрих-код"),
    ("batch", "lot number|партия|номер партии|серия|топтама"),
    ("lot", "лот"),
    ("document", "entry document|source document|документ поступления"),
    ("document_line", "entry line|позиция документа|позиция дт"),
    ("id", "bin|register number|бин|иин|бсн|жсн|identifier"),
    ("name", "company|наименование|название|имя|атауы|аты"),
    ("country", "страна|ел"),
    ("address", "адрес|мекенжай"),
    ("founded", "birth|дата рождения|құрылған күні"),
    ("contract", "договор|контракт|шарт"),
    ("reason", "причина|себебі"),
];

/// Words that tell a kind of document by the names of files and columns.
const COMMANDS: &[(&str, &str)] = &[
    ("import_application", "328|328.00|заявление о ввозе|import application"),
    ("import_declaration", "дт|гтд|декларация|declaration|importer|импортер|импортёр|customs"),
    ("opening_balance", "opening|balance|stocktaking|остат|инвентар|қалдық"),
    ("production_report", "production|produced|производств|выпуск|өндіріс"),
    ("transit_declaration", "transit|транзит"),
    ("e_invoice", "invoice|эсф|счет-фактура|счёт-фактура|buyer|покупатель|шот-фактура"),
    ("party", "parties|address|контрагент|адрес|мекенжай"),
];

/// How well a column's name fits a field, up to 100 for a name of it, and the name that fits; `None`: not at all.
pub(super) fn fit(field: &str, column: &str) -> Option<(u16, String)> {
    let names = WORDS.iter().find(|(name, _)| *name == field).map_or("", |(_, names)| *names);
    let (own, column) = (field.replace('_', " "), lower(column).replace('_', " "));
    let score = |name: &str| {
        let length = u16::try_from(name.chars().count()).unwrap_or(u16::MAX);
        let part = || holds(&column, name).then_some(length.min(40).saturating_add(30));
        let score = if column == name { Some(100) } else { part() };
        score.map(|score| (score, name.to_owned()))
    };
    let names = names.split('|').filter(|name| !name.is_empty());
    names.chain([own.as_str()]).filter_map(score).max_by_key(|(score, _)| *score)
}

/// The words that speak for a kind of document, in the names of the file and of its columns.
pub(super) fn hints<'n>(command: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'static str> {
    let words = COMMANDS.iter().find(|(name, _)| *name == command).map_or("", |(_, words)| *words);
    let names: Vec<String> = names.map(lower).collect();
    words.split('|').filter(|word| !word.is_empty() && names.iter().any(|name| holds(name, word))).collect()
}

/// Whether the words stand in the text, from the beginning of a word; those of up to three characters as a whole word.
fn holds(text: &str, words: &str) -> bool {
    let is_short = words.chars().count() <= 3;
    text.match_indices(words).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at.saturating_add(words.len())..).and_then(|text| text.chars().next());
        let ends = |neighbour: Option<char>| neighbour.is_none_or(|c| !c.is_alphanumeric());
        ends(before) && (!is_short || ends(after))
    })
}
