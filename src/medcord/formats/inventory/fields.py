"""What inventories call their columns: curated titles a field, best first, from CMMS, CMDB and discovery exports."""

from __future__ import annotations

FIELDS: tuple[str, ...] = (
    "asset_tag",
    "manufacturer",
    "model",
    "description",
    "catalog_no",
    "serial",
    "version",
    "udi",
    "department",
    "site",
)
"""The fields of core.device.value.Device that a column can fill."""

FIELD_WORDS: dict[str, str] = {
    "asset_tag": "asset tag",
    "manufacturer": "manufacturer",
    "model": "model",
    "description": "description",
    "catalog_no": "catalogue number",
    "serial": "serial number",
    "version": "software version",
    "udi": "UDI",
    "department": "department",
    "site": "site",
}

# Titles are compared after `columns.normal`: lower case, accents off, every run of other signs one space.
# "|" parts titles; the order within a field is the order of preference.
_TITLES: dict[str, str] = {
    "asset_tag": (
        "asset tag|assettag|asset tag number|asset number|asset no|asset nr|asset id|asset|tag number|tag no|"
        "tag|equipment number|equipment no|equipment id|equip id|equip no|eq number|equipment tag|"
        "control number|control no|cen|ce number|ce no|cmms id|cmms number|bme number|biomed number|"
        "biomed tag|biomed id|ecn|inventory number|inventory no|inventory id|inventory tag|inv no|"
        "unit number|unit id|device id|device number|device tag|property number|property tag|barcode|"
        "bar code|ci id|ci name|configuration item|sys id|record id|item id|inventarnummer|inventar nr|"
        "inventarnr|inv nr|anlagennummer|anlagen nr|anlagennr|equipmentnummer|geratenummer|geraetenummer|"
        "gerate nr|geraete nr|gerate id|geraete id|numero inventaire|numero d inventaire|n inventaire|"
        "no inventaire|code inventaire|code barre|immatriculation|numero de inventario|numero inventario|"
        "no inventario|n inventario|codigo de inventario|codigo inventario|numero de activo|activo fijo|"
        "placa|placa de inventario|codigo|inventario|codice inventario|numero di inventario|"
        "matricola inventario|cespite|numero cespite|inventarisnummer|inventaris nr|objectnummer|assetnummer|"
        "apparaatnummer|patrimonio|numero de patrimonio|numero patrimonio|no patrimonio|tombo|"
        "inventarienummer|inventarienr|apparatnummer|utrustningsnummer|utstyrsnummer|numer inwentarzowy|"
        "nr inwentarzowy|nr inw|inventarni cislo|inv c|laitenumero|inventaarionumero|資産番号|管理番号|"
        "機器番号|资产编号|設備編號|设备编号|id"
    ),
    "manufacturer": (
        "manufacturer|manufacturer name|mfr|mfr name|mfg|mfg name|manuf|manufactured by|maker|make|brand|"
        "brand name|oem|producer|device manufacturer|equipment manufacturer|company name|company|vendor|"
        "vendor name|supplier|supplier name|hersteller|herstellername|hersteller name|herst|fabrikat|marke|"
        "lieferant|fabricant|constructeur|marque|nom du fabricant|fournisseur|fabricante|marca|"
        "nombre del fabricante|casa comercial|proveedor|fabbricante|produttore|costruttore|ditta produttrice|"
        "fornitore|fabrikant|merk|leverancier|fornecedor|tillverkare|fabrikant navn|producent|produsent|"
        "leverandor|leverantor|wytworca|vyrobce|valmistaja|gyarto|proizvodjac|メーカー|製造元|製造業者|"
        "制造商|生产厂家|製造商|厂商|品牌"
    ),
    "model": (
        "model|model name|device model|equipment model|model no|model nr|model number|model num|model id|"
        "model code|modelname|modelno|modelnumber|mfr model|manufacturer model|mfg model|device name|"
        "product name|product|product model|trade name|brand model|type model|model type|device type model|"
        "modality model|modell|modellbezeichnung|modellname|modell nr|typbezeichnung|typ|geratetyp|"
        "geraetetyp|geratename|modele|nom du modele|reference modele|type d appareil|type appareil|modelo|"
        "nombre del modelo|modelo equipo|modello|nome modello|modelnaam|model naam|apparaattype|"
        "nome do modelo|modellnamn|modellbeteckning|modelbetegnelse|modellbetegnelse|nazwa modelu|"
        "oznaczenie modelu|malli|tipo modelo|tipus|機種|型式|型番|モデル|型号|規格型號|规格型号|produkt|"
        "produit|producto|prodotto|type|device"
    ),
    "description": (
        "description|device description|equipment description|asset description|item description|desc|descr|"
        "device desc|equipment type|device type|device category|category|equipment name|asset name|"
        "asset type|asset description long|nomenclature|generic name|universal device code|umdns|umdns name|"
        "gmdn|gmdn term|gmdn name|device class|modality|short description|long description|item|item name|"
        "model description|product description|beschreibung|bezeichnung|geratebezeichnung|"
        "geraetebezeichnung|gerateart|geraeteart|benennung|designation|libelle|description de l equipement|"
        "denomination|descripcion|descripcion del equipo|equipo|nombre del equipo|denominacion|descrizione|"
        "denominazione|apparecchiatura|tipologia|omschrijving|beschrijving|benaming|soort|descricao|"
        "descricao do equipamento|equipamento|beskrivning|benamning|beskrivelse|betegnelse|utstyrstype|opis|"
        "nazwa|nazwa urzadzenia|popis|nazev|kuvaus|nimike|名称|機器名|品名|设备名称|描述|說明|device name|"
        "product name|trade name|equipment|name|product|device"
    ),
    "catalog_no": (
        "catalog no|catalog number|catalog nr|catalog|catalogue no|catalogue number|catalogue nr|cat no|"
        "cat nr|cat number|catalogno|catalognumber|part number|part no|part nr|pn|p n|partnumber|"
        "mfr part number|manufacturer part number|mpn|ref|ref no|ref number|reference number|reference no|"
        "sku|article number|article no|item number|item no|order number|order no|product code|product number|"
        "product no|material number|model number|model no|model code|artikelnummer|artikel nr|artikelnr|"
        "bestellnummer|bestell nr|materialnummer|teilenummer|katalognummer|reference|reference fabricant|"
        "ref fabricant|reference catalogue|numero de catalogue|code article|referencia|numero de catalogo|"
        "no catalogo|codigo de catalogo|numero de referencia|codice|codice prodotto|codice articolo|"
        "numero di catalogo|riferimento|catalogusnummer|bestelnummer|numero do catalogo|katalognr|varenummer|"
        "numer katalogowy|nr katalogowy|katalogove cislo|luettelonumero|カタログ番号|品番|货号|目录号"
    ),
    "serial": (
        "serial|serial number|serial no|serial nr|serialno|serialnumber|serial num|sn|s n|ser no|ser nr|"
        "serial id|manufacturer serial|mfr serial|device serial|seriennummer|serien nr|seriennr|serie nr|"
        "fabriknummer|fabrik nr|numero de serie|no de serie|n de serie|n serie|no serie|nr serie|num serie|"
        "serie|numero di serie|matricola|numero seriale|seriale|serienummer|serienr|numero serie|"
        "numer seryjny|nr seryjny|vyrobni cislo|seriove cislo|sarjanumero|製造番号|シリアル番号|シリアル|"
        "序列号|出厂编号|序號"
    ),
    "version": (
        "software version|sw version|swversion|softwareversion|software ver|sw ver|sw rev|software rev|"
        "software revision|sw revision|sw release|software release|firmware version|fw version|fw ver|"
        "firmware ver|firmware revision|fw rev|firmware|fw|version|ver|software|sw|revision|rev|release|"
        "version number|version no|app version|application version|device version|current version|"
        "installed version|software level|sw level|softwarestand|software stand|softwareversion installiert|"
        "sw stand|firmwarestand|versionsstand|versionsnummer|version logicielle|version logiciel|"
        "version du logiciel|logiciel|version de software|version software|version del software|"
        "version de firmware|versione software|versione del software|versione|versione firmware|"
        "softwareversie|versie|software versie|versao|versao do software|versao de software|"
        "programvaruversion|mjukvaruversion|programvareversjon|versjon|softwareversionsnummer|wersja|"
        "wersja oprogramowania|verze|verze software|ohjelmistoversio|versio|バージョン|"
        "ソフトウェアバージョン|软件版本|版本|軟體版本"
    ),
    "udi": (
        "udi|udi di|udidi|udi carrier|udi code|unique device identifier|unique device identification|"
        "device identifier|primary di|gtin|full udi|udi number|udi hrf|identificateur unique|iud|"
        "identificador unico|udi nummer|udi pi"
    ),
    "department": (
        "department|department name|dept|dept name|owner department|owning department|using department|"
        "cost center|cost centre|cost center name|unit|ward|care unit|clinical area|service|service line|"
        "location|room|area|abteilung|station|kostenstelle|fachabteilung|bereich|departement|"
        "unite fonctionnelle|uf|pole|departamento|servicio|unidad|reparto|dipartimento|unita operativa|"
        "centro di costo|afdeling|kostenplaats|setor|servico|avdelning|klinik|afdeling navn|avdeling|oddzial|"
        "dzial|oddeleni|osasto|部門|診療科|病棟|部门|科室|使用科室"
    ),
    "site": (
        "site|site name|facility|facility name|hospital|hospital name|campus|building|building name|"
        "location name|organization|organisation|institution|clinic|branch|location|region|standort|haus|"
        "gebaude|gebaeude|klinikum|krankenhaus|werk|einrichtung|etablissement|hopital|batiment|sede|centro|"
        "hospital nombre|edificio|ubicacion|ospedale|presidio|struttura|stabilimento|locatie|ziekenhuis|"
        "gebouw|vestiging|unidade|estabelecimento|local|sjukhus|byggnad|anlaggning|sykehus|sygehus|lokation|"
        "szpital|lokalizacja|budynek|nemocnice|budova|sairaala|toimipiste|施設|病院|院区|医院|場所"
    ),
}

# One column that holds both, as some CMMS print it: it fills both fields.
_BOTH = (
    "make model|make and model|manufacturer model name|manufacturer and model|mfr model name|"
    "brand and model|hersteller typ|hersteller modell|marque modele|marque et modele|marca modelo|"
    "marca y modelo|marca e modello|marca e modelo|merk type|merk model"
)

# A title with one of these words speaks of something else, however familiar the rest ("model year").
_FOREIGN = (
    "date datum fecha data year jahr annee ano anno price cost preis prix costo phone tel telephone "
    "email mail contact warranty garantie contract status state risk os operating windows bios address "
    "ip mac url website country count qty quantity old previous parent last next expiry expires life "
    "support owner technician notes"
)

# Who sold a device is not always who made it; a column so titled serves only where no better one is, and it is told.
_SELLERS = (
    "vendor|vendor name|supplier|supplier name|company|company name|lieferant|fournisseur|proveedor|fornitore|"
    "fornecedor|leverancier|leverandor|leverantor"
)

# Makers seen in most hospitals, by first word: only to guess which column holds makers when no title tells.
_COMMON_MAKERS = (
    "abbott abiomed agfa alaris alcon alcor arrow baxter bbraun bd beckman becton biomerieux biotronik "
    "bosch boston braun cardinal carefusion carestream covidien datascope drager draeger edwards fisher "
    "fresenius fujifilm ge getinge hamilton hill hillrom hologic hospira icu illumina intuitive karl "
    "laerdal maquet masimo mckesson medtronic mindray mortara natus nihon nonin olympus omnicell philips "
    "roche samsung schiller siemens silex smith smiths sorin spacelabs stryker sysmex terumo thermo "
    "toshiba varian vyaire welch zimmer zoll"
)

TITLES: dict[str, tuple[str, ...]] = {field: tuple(text.split("|")) for field, text in _TITLES.items()}
MAKER_AND_MODEL: frozenset[str] = frozenset(_BOTH.split("|"))
FOREIGN_WORDS: frozenset[str] = frozenset(_FOREIGN.split())
COMMON_MAKERS: frozenset[str] = frozenset(_COMMON_MAKERS.split())
SELLERS: frozenset[str] = frozenset(_SELLERS.split("|"))
